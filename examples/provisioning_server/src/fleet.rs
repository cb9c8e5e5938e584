//! A fleet for demonstrations and tests: a vendor, an operator, a server, and phones of every kind, made when needed and written
//! to a folder.

use crate::config::Config;
use std::io;
use std::path::{Path, PathBuf};
use trustslot_kit::crl::crl;
use trustslot_kit::extensions::CLIENT_AUTH;
use trustslot_kit::{Cert, Issued, Key, intermediate, leaf, pem, root};

/// The phone whose configuration is requested.
pub const MAC: &str = "0015651234ab";

/// Who requests it. Each has a file with certificate, private key and issuers, by this name.
pub const CLIENTS: &[&str] =
    &["unique", "other", "generic", "custom", "laptop", "foreign", "blocked", "revoked", "expired"];

pub struct Fleet {
    pub folder: PathBuf,
    vendor: Issued,
    vendor_ca: Issued,
    revoked: Issued,
}

impl Fleet {
    /// Makes the fleet in this folder, which exists.
    ///
    /// # Errors
    ///
    /// A file cannot be written.
    pub fn create(folder: &Path) -> io::Result<Self> {
        let vendor = root("Example Phones Root").self_signed();
        let vendor_ca = intermediate("Example Phones Device CA").signed_by(&vendor);
        let operator = root("Example Operator CA").self_signed();
        let stranger = root("Example Phones Root").key(Key::p256(4711)).self_signed();
        let with_mac = || client(MAC);
        let clients = [
            ("unique", with_mac().signed_by(&vendor_ca), Some(&vendor_ca)),
            ("other", client("0015651234ff").signed_by(&vendor_ca), Some(&vendor_ca)),
            ("generic", client("Example Phone T1").signed_by(&vendor_ca), Some(&vendor_ca)),
            ("custom", numbered(with_mac(), 2).signed_by(&operator), None),
            ("laptop", client("laptop").signed_by(&operator), None),
            ("foreign", numbered(with_mac(), 3).signed_by(&stranger), None),
            ("blocked", numbered(with_mac(), 4).signed_by(&vendor_ca), Some(&vendor_ca)),
            ("revoked", numbered(with_mac(), 5).signed_by(&vendor_ca), Some(&vendor_ca)),
            ("expired", numbered(with_mac(), 6).expired().signed_by(&vendor_ca), Some(&vendor_ca)),
        ];
        for (name, own, issuer) in &clients {
            write_identity(&folder.join(format!("{name}.pem")), own, *issuer)?;
        }
        let of = |wanted: &str| clients.iter().find(|(name, ..)| *name == wanted).map(|row| &row.1);
        let revoked = of("revoked").ok_or(io::ErrorKind::NotFound)?.clone();
        let blocked = of("blocked").ok_or(io::ErrorKind::NotFound)?.clone();

        let server_ca = root("Example Provisioning CA").self_signed();
        let server = leaf("localhost").ip([127, 0, 0, 1]).signed_by(&server_ca);
        write_identity(&folder.join("server.pem"), &server, None)?;
        std::fs::write(folder.join("server-ca.pem"), server_ca.pem())?;
        std::fs::write(folder.join("vendor.pem"), vendor.pem())?;
        std::fs::write(folder.join("operator.pem"), operator.pem())?;
        std::fs::write(folder.join("blocked-certificates.pem"), blocked.pem())?;
        std::fs::create_dir_all(folder.join("configs"))?;
        std::fs::write(
            folder.join("configs").join(format!("{MAC}.cfg")),
            "account.1.password = secret\n",
        )?;
        let fleet = Self { folder: folder.to_owned(), vendor, vendor_ca, revoked };
        fleet.write_crl(&[&fleet.revoked])?;
        Ok(fleet)
    }

    /// Writes the CRLs of the vendor again, with these certificates revoked.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn write_crl(&self, revoked: &[&Issued]) -> io::Result<()> {
        let of_phones = revoked
            .iter()
            .fold(crl().dated("2026-01-01", "2036-01-01"), |list, issued| list.revoking(issued));
        let of_cas = crl().dated("2026-01-01", "2036-01-01").signed_by(&self.vendor);
        let text = pem::pem("X509 CRL", &of_phones.signed_by(&self.vendor_ca))
            + &pem::pem("X509 CRL", &of_cas);
        std::fs::write(self.file("vendor.crl"), text)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A server for this fleet on a free port of loopback.
    pub fn config(&self) -> Config {
        Config {
            vendor: vec![self.file("vendor.pem")],
            operator: vec![self.file("operator.pem")],
            crls: vec![self.file("vendor.crl")],
            blocked: vec![self.file("blocked-certificates.pem")],
            ..Config::on_loopback(self.file("server.pem"), self.file("configs"))
        }
    }
}

fn client(common_name: &str) -> Cert {
    leaf(common_name).no_san().eku(&[CLIENT_AUTH])
}

/// Another certificate and key for the same name.
fn numbered(client: Cert, number: u8) -> Cert {
    client.key(Key::p256(number.into())).serial(&[0x40, number])
}

fn write_identity(path: &Path, own: &Issued, issuer: Option<&Issued>) -> io::Result<()> {
    let issuer = issuer.map_or(String::new(), Issued::pem);
    let key = pem::pem("PRIVATE KEY", own.key.pkcs8());
    std::fs::write(path, own.pem() + &issuer + &key)
}
