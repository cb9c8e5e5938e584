//! The openssl program: started, waited for within limits, ended with the test.

use crate::pki::{Pki, Row};
use core::net::{Ipv4Addr, SocketAddr};
use core::time::Duration;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::time::Instant;

/// Nothing here takes a second on any machine; a loaded one may need a few.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Openssl {
    program: &'static str,
    version: String,
}

impl Openssl {
    /// `None` if there is no such program, or one of another make.
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

    /// Runs it to its end, which must be a good one.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) {
        let output = finish(Command::new(self.program).args(arguments), arguments[0]);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments:?}: {errors}");
    }

    /// Whether it runs to a good end.
    pub fn succeeds(&self, arguments: &[&str]) -> bool {
        let output = finish(Command::new(self.program).args(arguments), arguments[0]);
        output.status.success()
    }

    /// Connects as a client that trusts `roots` and means `host` at that time.
    pub fn judge(&self, server: &Server, roots: Option<&str>, host: &str, time: u64) -> Answer {
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

/// What OpenSSL says, and what it was shown.
pub struct Answer {
    pub code: u32,
    pub text: String,
    /// PEM, with the lines between.
    pub presented: String,
}

/// From the chain on, as the client prints it.
fn blocks(output: &str) -> String {
    let chain = output.split_once("Certificate chain").expect("a chain").1;
    chain.split_once("\n---\n").expect("an end of it").0.to_owned()
}

/// A server on loopback, ended when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(openssl: &Openssl, pki: &Pki, row: &Row) -> Self {
        for _attempt in 0..5 {
            // Free a moment ago. If somebody took it since, the server ends at once, and another is tried.
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
            if server.answers() {
                return server;
            }
        }
        panic!("{}: no server started", row.peer);
    }

    /// Waits until it accepts connections; `false` if it ended instead.
    fn answers(&mut self) -> bool {
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
        panic!("the server does not answer");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait();
    }
}

/// Runs a program that says little to its end, or ends it.
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
