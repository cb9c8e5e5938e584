//! The security page of a phone: trusted certificates, server certificate, settings and factory reset, over HTTPS with the phone's
//! own certificate. The page has no scripts. It has no login either, so it serves loopback unless an argument names another address.
//!
//! ```text
//! cargo run -p phone_page -- --folder phone
//! ```

mod actions;
mod page;
mod serve;
mod servers;
mod state;

use serve::Site;
use state::Phone;
use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

const USAGE: &str = "\
phone_page [options]

  --folder DIR      the phone's state; default phone-page-state. Uploaded private keys are in it, unencrypted
  --listen ADDRESS  default 127.0.0.1:8444
  -h, --help        show this help

The page has no login. Whoever reaches it can change what the phone trusts.";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("phone_page: {error} (--help lists the options)");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    use lexopt::prelude::*;
    let mut folder = PathBuf::from("phone-page-state");
    let mut listen = SocketAddr::from(([127, 0, 0, 1], 8444));
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("folder") => folder = parser.value()?.into(),
            Long("listen") => listen = parser.value()?.parse()?,
            Long("help") | Short('h') => {
                println!("{USAGE}");
                return Ok(());
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let phone = Phone::start(&folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await?;
        println!("https://{}/", listener.local_addr()?);
        Arc::new(Site::new(phone)).serve(listener).await?;
        Ok(())
    })
}
