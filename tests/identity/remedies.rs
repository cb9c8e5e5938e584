//! Each command that a remedy advises is run on the very file that it is advised for, and helps.

use crate::openssl::{Dir, KINDS};
use trustslot::{Identity, IdentityError, PrivateKey, PrivateKeyError, Remedy};

/// The command in a remedy, without the hint in parentheses that may follow it.
fn command(remedy: &Remedy) -> String {
    let text = remedy.to_string();
    let (_, command) = text.split_once(": ").unwrap_or_else(|| panic!("no command: {text}"));
    command.split(" (").next().unwrap().to_owned()
}

/// The flags that the hint in parentheses adds.
fn flags(remedy: &Remedy) -> String {
    let text = remedy.to_string();
    let (_, flags) = text.split_once("(add ").unwrap_or_else(|| panic!("no flags: {text}"));
    flags.split(" if ").next().unwrap().to_owned()
}

fn advice(file: &[u8]) -> (IdentityError, Remedy) {
    let error = Identity::parse("phone.pem", file).unwrap_err();
    let remedy = error.remedy().unwrap();
    (error, remedy)
}

const LEGACY: &[&str] = &["-provider", "legacy", "-provider", "default"];

#[test]
fn advised_command_removes_the_passphrase() {
    let Some(dir) = Dir::with_openssl("advice-passphrase") else {
        return;
    };
    let [rsa, ec] = [KINDS[0].1, KINDS[3].1];
    let pkcs8 = &["pkcs8", "-topk8"][..];
    let traditional = &["rsa", "-traditional"][..];
    for (kind, form, options, error, needs_flags) in [
        (ec, pkcs8, &["-v2", "aes-256-cbc"][..], PrivateKeyError::EncryptedPkcs8, false),
        (ec, pkcs8, &["-scrypt"], PrivateKeyError::EncryptedPkcs8, false),
        (rsa, pkcs8, &["-v1", "PBE-SHA1-3DES"], PrivateKeyError::UnsupportedEncryption, false),
        (rsa, pkcs8, &["-v1", "PBE-MD5-DES"], PrivateKeyError::UnsupportedEncryption, true),
        (rsa, traditional, &["-aes128"], PrivateKeyError::LegacyEncrypted, false),
        (rsa, traditional, &["-des3"], PrivateKeyError::LegacyEncrypted, false),
        (rsa, traditional, &["-des"], PrivateKeyError::LegacyEncrypted, true),
    ] {
        dir.openssl(&["genpkey", "-out", "own.pem"], kind);
        dir.self_signed("own");
        let out = ["-in", "own.pem", "-out", "enc.pem", "-passout", "pass:secret"];
        dir.openssl(form, &[&out, LEGACY, options].concat());
        let file = [dir.read("own.crt"), dir.read("enc.pem")].concat();
        // Without a passphrase, PBES1 is not distinguished from other PKCS#8.
        #[cfg(feature = "encrypted-keys")]
        let (found, remedy) = {
            let found = Identity::parse_with_passphrase("phone.pem", &file, b"other").unwrap_err();
            let remedy = found.remedy().unwrap();
            if error == PrivateKeyError::EncryptedPkcs8 { advice(&file) } else { (found, remedy) }
        };
        #[cfg(not(feature = "encrypted-keys"))]
        let (found, remedy) = advice(&file);
        if error != PrivateKeyError::UnsupportedEncryption || cfg!(feature = "encrypted-keys") {
            assert_eq!(found, IdentityError::Key(error), "{options:?}");
        } else if needs_flags {
            continue;
        }
        dir.write("encrypted.pem", &file);
        let mut command = command(&remedy) + " -passin pass:secret";
        if needs_flags {
            assert!(!dir.succeeds(&command), "{options:?}: the flags are not needed");
            command = format!("{command} {}", flags(&remedy));
        }
        dir.sh(&command);
        let file = [dir.read("own.crt"), dir.read("key.pem")].concat();
        assert!(Identity::parse("phone.pem", &file).is_ok(), "{options:?}");
    }
}

#[test]
fn advised_command_names_the_curve() {
    let Some(dir) = Dir::with_openssl("advice-curve") else {
        return;
    };
    for form in [&["ec"][..], &["pkcs8", "-topk8", "-nocrypt"]] {
        let kind = [KINDS[4].1, &["-pkeyopt", "ec_param_enc:explicit"]].concat();
        dir.openssl(&["genpkey", "-out", "own.pem"], &kind);
        dir.self_signed("own");
        dir.openssl(form, &["-in", "own.pem", "-out", "original.pem"]);
        let certificate = dir.read("own.crt");
        let Ok(_) = PrivateKey::from_pem(&dir.read("original.pem")) else {
            let error = dir.key("original.pem").unwrap_err();
            assert_eq!(error, PrivateKeyError::ExplicitCurve, "{form:?}");
            dir.sh(&command(&error.remedy().unwrap()));
            assert!(dir.key("key.pem").is_ok(), "{form:?}");
            continue;
        };
        panic!("{form:?}: openssl named the curve of {} bytes", certificate.len());
    }
}

#[test]
fn advised_command_removes_foreign_parameters() {
    let Some(dir) = Dir::with_openssl("advice-parameters") else {
        return;
    };
    dir.openssl(&["ecparam", "-name", "secp384r1", "-out", "parameters.pem"], &[]);
    for (kind, arguments, _) in [KINDS[0], KINDS[3], KINDS[6]] {
        dir.openssl(&["genpkey", "-out", "own.pem"], arguments);
        dir.self_signed("own");
        let file = [dir.read("own.crt"), dir.read("parameters.pem"), dir.read("own.pem")].concat();
        let (error, remedy) = advice(&file);
        assert_eq!(remedy, Remedy::RemoveParameters, "{kind}: {error}");
        dir.write("file.pem", &file);
        dir.sh(&command(&remedy));
        assert!(Identity::parse("phone.pem", &dir.read("plain.pem")).is_ok(), "{kind}");
    }
}

#[test]
fn advised_command_converts_keys_of_openssh_except_ed25519() {
    let Some(dir) = Dir::with_openssl("advice-openssh") else {
        return;
    };
    if !dir.succeeds("command -v ssh-keygen") {
        println!("SKIPPED: there is no ssh-keygen program");
        return;
    }
    for kind in ["rsa -b 2048", "ecdsa -b 256", "ecdsa -b 521", "ed25519"] {
        dir.sh(&format!("rm -f key key.pub; ssh-keygen -q -t {kind} -N '' -f key"));
        let error = dir.key("key").unwrap_err();
        if kind == "ed25519" {
            assert_eq!(error, PrivateKeyError::OpenSshEd25519);
            // The command would change nothing.
            let command = command(&PrivateKeyError::OpenSsh.remedy().unwrap());
            dir.sh(&(command + " -P '' -N ''"));
            assert_eq!(dir.key("key").unwrap_err(), error);
            assert_eq!(error.remedy(), Some(Remedy::GenerateKey));
            continue;
        }
        assert_eq!(error, PrivateKeyError::OpenSsh, "{kind}");
        dir.sh(&(command(&error.remedy().unwrap()) + " -P '' -N ''"));
        assert!(dir.key("key").is_ok(), "{kind}");
        // Encrypted ones are recognized as well.
        dir.sh("rm -f key key.pub; ssh-keygen -q -t ed25519 -N secret -f key");
        assert_eq!(dir.key("key").unwrap_err(), PrivateKeyError::OpenSshEd25519);
    }
}

#[test]
fn advised_commands_make_one_pem_file() {
    let Some(dir) = Dir::with_openssl("advice-join") else {
        return;
    };
    dir.openssl(&["genpkey", "-out", "key.pem"], KINDS[3].1);
    dir.self_signed("key");
    dir.sh("cp key.crt cert.pem");
    // The certificate alone, in PEM.
    let (error, remedy) = advice(&dir.read("cert.pem"));
    assert_eq!(error, IdentityError::NoKey);
    dir.sh(&command(&remedy));
    assert!(Identity::parse("phone.pem", &dir.read("phone.pem")).is_ok());
    // In DER, certificate and key are converted first, as the hint says.
    dir.sh("openssl x509 -in cert.pem -outform DER -out cert.der && openssl pkey -in key.pem -outform DER -out key.der");
    for name in ["cert.der", "key.der"] {
        let (_, remedy) = advice(&dir.read(name));
        assert_eq!(remedy, Remedy::JoinCertificateAndKey, "{name}");
        let text = remedy.to_string();
        assert!(
            text.contains("openssl x509 or openssl pkey with -in file -out file.pem"),
            "{text}"
        );
    }
    dir.sh("rm cert.pem key.pem phone.pem; openssl x509 -in cert.der -out cert.pem && openssl pkey -in key.der -out key.pem");
    dir.sh(&command(&remedy));
    assert!(Identity::parse("phone.pem", &dir.read("phone.pem")).is_ok());
    // PKCS#12.
    dir.sh(
        "openssl pkcs12 -export -inkey key.pem -in cert.pem -out phone.p12 -passout pass:secret",
    );
    let error = Identity::parse("phone.p12", &dir.read("phone.p12")).unwrap_err();
    let remedy = error.remedy().unwrap();
    assert_eq!(remedy, Remedy::ConvertPkcs12WithKey);
    dir.sh(&(command(&remedy) + " -passin pass:secret"));
    assert!(Identity::parse("phone.pem", &dir.read("phone.pem")).is_ok());
}

/// Formats that no advised program reads.
#[test]
fn keys_of_other_programs_are_exported_by_them() {
    for file in [
        "PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\nEncryption: none\n",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"AAAA\"}",
        "<RSAKeyValue><Modulus>AAAA</Modulus><D>AAAA</D></RSAKeyValue>",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n-----END PGP PRIVATE KEY BLOCK-----\n",
    ] {
        let (error, remedy) = advice(file.as_bytes());
        assert_eq!(remedy, Remedy::ExportAsPem, "{error}");
        assert!(error.to_string().contains("private key"), "{error}");
    }
}
