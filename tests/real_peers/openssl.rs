//! Runs the openssl program, with time limits, and ends it with the test.

use crate::pki::{Pki, Row};
use core::net::{Ipv4Addr, SocketAddr};
use core::time::Duration;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::time::Instant;

/// The longest wait for the program. It usually needs less than a second.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Openssl {
    program: &'static str,
    version: String,
}

impl Openssl {
    /// `None` if there is no such program, or if it is not OpenSSL.
    pub fn find() -> Option<Self> {
        let program = "openssl";
        let output = Command::new(program).arg("version").output().ok()?;
        let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let is_openssl = version.starts_with("OpenSSL ");
        is_openssl.then_some(Self { program, version })
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// Runs a command that must succeed.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) {
        let output = finish(Command::new(self.program).args(arguments), arguments[0]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments:?}: {errors}");
    }

    /// Runs a command; returns whether it succeeds.
    pub fn succeeds(&self, arguments: &[&str]) -> bool {
        let output = finish(Command::new(self.program).args(arguments), arguments[0]);
        output.status.success()
    }

    /// Connects as a client that trusts `roots` and expects `host`, at this time.
    pub fn verify(&self, server: &Server, roots: Option<&str>, host: &str, time: u64) -> Answer {
        let (address, time) = (server.address.to_string(), time.to_string());
        let by = if host.parse::<Ipv4Addr>().is_ok() { "-verify_ip" } else { "-verify_hostname" };
        let mut client = Command::new(self.program);
        client.args(["s_client", "-connect", &address, "-showcerts", by, host, "-attime", &time]);
        client.args(["-no-CApath", "-no-CAstore"]);
        match roots {
            Some(roots) => client.args(["-CAfile", roots]),
            None => client.arg("-no-CAfile"),
        };
        let output = finish(&mut client, "s_client");
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find_map(|line| line.trim().strip_prefix("Verify return code: "));
        let line =
            line.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
        let code = line.split(' ').next().unwrap().parse().unwrap();
        Answer { code, text: line.to_owned(), presented: blocks(&text) }
    }
}

/// The verdict of OpenSSL, and the chain it received.
pub struct Answer {
    pub code: u32,
    pub text: String,
    /// The chain in PEM, with the lines between the blocks.
    pub presented: String,
}

/// The chain in the output of the client.
fn blocks(output: &str) -> String {
    let chain = output.split_once("Certificate chain").expect("a chain").1;
    chain.split_once("\n---\n").expect("the end of the chain").0.to_owned()
}

/// A server on loopback, ended when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(openssl: &Openssl, pki: &Pki, row: &Row) -> Self {
        for _attempt in 0..5 {
            // The port was free a moment ago. If another program took it, the server ends at once, and we try again.
            let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
            let address = free.local_addr().unwrap();
            drop(free);
            let mut command = Command::new(openssl.program);
            command.args(["s_server", "-accept", &address.to_string(), "-www"]);
            command.args(["-cert", &pki.pem(row.presented[0]), "-key", &pki.key(row.presented[0])]);
            if row.presented.len() > 1 {
                command.args(["-cert_chain", &pki.bundle(&row.presented[1..])]);
            }
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut server = Self { child: command.spawn().unwrap(), address };
            if server.accepts_connections() {
                return server;
            }
        }
        panic!("{}: no server started", row.peer);
    }

    /// Waits until it accepts connections. Returns `false` if it ended instead.
    fn accepts_connections(&mut self) -> bool {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if TcpStream::connect_timeout(&self.address, Duration::from_secs(1)).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the server does not accept connections");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait();
    }
}

/// Runs a program with little output, and kills it if it takes too long.
fn finish(command: &mut Command, what: &str) -> Output {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > PATIENCE {
            let _ended_already = child.kill();
            panic!("openssl {what} does not end: {:?}", child.wait_with_output());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    child.wait_with_output().unwrap()
}
