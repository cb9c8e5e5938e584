//! The command line.

use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub const USAGE: &str = "\
provisioning_server                              a demonstration: a server and its phones
provisioning_server --identity FILE --vendor FILE --configs FOLDER [options]

  --identity FILE      the server's certificate, private key and issuers in PEM
  --vendor FILE        the CA that issued the phones' own certificates; may be repeated
  --operator FILE      the CA that issued certificates uploaded to phones; may be repeated
  --crl FILE           CRLs of these CAs; may be repeated
  --block FILE         block the certificates in this file; may be repeated
  --configs FOLDER     0015651234ab.cfg is for the phone with this MAC address
  --listen ADDRESS     default 127.0.0.1:8443
  --metrics ADDRESS    metrics over HTTP without TLS; keep it private; default none
  --max-connections N  default 4096
  -h, --help           show this help

SIGHUP reads all files again: open connections stay, and each request is judged by the new trust. If a file is wrong, the trust
stays as it was. SIGTERM and SIGINT let requests finish, for at most 10 seconds.

Several servers behind a load balancer need no shared state. Do not share session tickets or session storage between them:
a session that one server began, another would resume with its older trust.";

/// What the server serves, and its limits.
#[derive(Clone, Debug)]
pub struct Config {
    pub identity: PathBuf,
    pub vendor: Vec<PathBuf>,
    pub operator: Vec<PathBuf>,
    pub crls: Vec<PathBuf>,
    pub blocked: Vec<PathBuf>,
    pub configs: PathBuf,
    pub listen: SocketAddr,
    pub metrics: Option<SocketAddr>,
    pub limits: Limits,
}

/// Phones are slow and many; none of them may hold the server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at one time, those in a handshake included. Each needs about 40 KiB.
    pub connections: usize,
    /// For the whole TLS handshake: a phone with an RSA key takes seconds.
    pub handshake: Duration,
    /// For the head of a request, and between two requests.
    pub head: Duration,
    /// For a whole connection. A phone fetches a few files.
    pub connection: Duration,
    /// For open requests after the signal to stop.
    pub shutdown: Duration,
    /// The largest head of a request, in bytes. hyper's smallest limit.
    pub head_bytes: usize,
    /// The largest configuration, in bytes.
    pub config_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 4096,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(10),
            connection: Duration::from_secs(120),
            shutdown: Duration::from_secs(10),
            head_bytes: 8192,
            config_bytes: 4 << 20,
        }
    }
}

impl Config {
    /// A server with these files on a free port of loopback, and no limit changed.
    pub fn on_loopback(identity: PathBuf, configs: PathBuf) -> Self {
        Self {
            identity,
            vendor: Vec::new(),
            operator: Vec::new(),
            crls: Vec::new(),
            blocked: Vec::new(),
            configs,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            metrics: None,
            limits: Limits::default(),
        }
    }

    /// Parses the arguments; `None` if help was asked for.
    ///
    /// # Errors
    ///
    /// An argument is unknown or missing.
    pub fn from_arguments() -> Result<Option<Self>, Box<dyn Error>> {
        use lexopt::prelude::*;
        let mut config = Self::on_loopback(PathBuf::new(), PathBuf::new());
        config.listen.set_port(8443);
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("identity") => config.identity = parser.value()?.into(),
                Long("vendor") => config.vendor.push(parser.value()?.into()),
                Long("operator") => config.operator.push(parser.value()?.into()),
                Long("crl") => config.crls.push(parser.value()?.into()),
                Long("block") => config.blocked.push(parser.value()?.into()),
                Long("configs") => config.configs = parser.value()?.into(),
                Long("listen") => config.listen = parser.value()?.parse()?,
                Long("metrics") => config.metrics = Some(parser.value()?.parse()?),
                Long("max-connections") => config.limits.connections = parser.value()?.parse()?,
                Long("help") | Short('h') => return Ok(None),
                other => return Err(other.unexpected().into()),
            }
        }
        let missing = [
            (config.identity.as_os_str().is_empty(), "--identity is missing"),
            (config.vendor.is_empty(), "--vendor is missing"),
            (config.configs.as_os_str().is_empty(), "--configs is missing"),
            (config.limits.connections == 0, "--max-connections must be at least 1"),
        ];
        match missing.iter().find(|(is_missing, _)| *is_missing) {
            Some((_, message)) => Err((*message).into()),
            None => Ok(Some(config)),
        }
    }
}
