//! A provisioning server that knows its phones. Without arguments, it demonstrates itself: it starts on a free port of loopback,
//! phones of every kind fetch a configuration, and a table and the access log are printed.

use provisioning_server::config::{Config, USAGE};
use provisioning_server::demo;
use provisioning_server::serve::{Server, serve_metrics, to_standard_output};
use std::error::Error;
use std::process::ExitCode;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("provisioning_server: {error} (--help lists the options)");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    if std::env::args_os().len() < 2 {
        return runtime.block_on(demo::run());
    }
    let Some(config) = Config::from_arguments()? else {
        println!("{USAGE}");
        return Ok(());
    };
    runtime.block_on(serve(config))
}

async fn serve(config: Config) -> Result<(), Box<dyn Error>> {
    let (listen, metrics) = (config.listen, config.metrics);
    let server = Server::new(config, to_standard_output())?;
    let listener = TcpListener::bind(listen).await?;
    eprintln!("listening on https://{}", listener.local_addr()?);
    if let Some(address) = metrics {
        let listener = TcpListener::bind(address).await?;
        tokio::spawn(serve_metrics(server.clone(), listener));
    }
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(server.clone().serve(listener, stopped));
    let mut hangups = signal(SignalKind::hangup())?;
    let mut terminations = signal(SignalKind::terminate())?;
    let mut interrupts = signal(SignalKind::interrupt())?;
    loop {
        tokio::select! {
            _ = hangups.recv() => {
                server.reload().await;
            }
            _ = terminations.recv() => break,
            _ = interrupts.recv() => break,
        }
    }
    stop.send(true)?;
    serving.await?;
    Ok(())
}
