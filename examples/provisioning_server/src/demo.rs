//! The server and its phones on loopback, in one program.

use crate::fleet::{CLIENTS, Fleet, MAC};
use crate::serve::{Log, Server};
use https_phone::{Answer, Phone, fetch};
use std::error::Error;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::watch;
use trustslot::{
    BuiltIn, Bundle, DeviceCertificate, Identity, Policy, ServerCertSlot, TrustStore, Verifier,
};

/// Prints which client gets which answer, the last line of the log, and the metrics.
///
/// # Errors
///
/// The files of the fleet cannot be written, or no port is free.
pub async fn run() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("provisioning-demo-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let shown = show(&folder).await;
    std::fs::remove_dir_all(&folder)?;
    shown
}

async fn show(folder: &Path) -> Result<(), Box<dyn Error>> {
    let fleet = Fleet::create(folder)?;
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = lines.clone();
    let log: Log = Arc::new(move |line| {
        if let Ok(mut lines) = kept.lock() {
            lines.push(line.to_string());
        }
    });
    let server = Server::new(fleet.config(), log)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(server.clone().serve(listener, stopped));

    println!("GET https://localhost:{port}/{MAC}.cfg\n");
    println!("{:10} {:6} answer", "client", "status");
    for client in std::iter::once(None).chain(CLIENTS.iter().copied().map(Some)) {
        let name = client.unwrap_or("none");
        let answer = request(&fleet, client, port).await?;
        println!("{name:10} {:6} {}", answer.status, answer.body.trim_end());
    }

    println!("\nThe phone's verdict about the server, and the line of the access log:\n");
    println!("{}", request(&fleet, Some("unique"), port).await?.verdict);
    if let Some(line) = lines.lock().ok().and_then(|lines| lines.last().cloned()) {
        println!("{line}");
    }

    println!("\nThe stolen phone is no longer blocked, and the server reads its files again:\n");
    std::fs::write(
        fleet.file("blocked-certificates.pem"),
        std::fs::read(fleet.file("expired.pem"))?,
    )?;
    let reloaded = server.reload().await;
    println!(
        "reload of a file with a private key: {}",
        if reloaded { "accepted" } else { "rejected" }
    );
    std::fs::copy(fleet.file("server-ca.pem"), fleet.file("blocked-certificates.pem"))?;
    println!("reload of a list without the phone: {}", server.reload().await);
    let answer = request(&fleet, Some("blocked"), port).await?;
    println!("blocked    {:6} {}", answer.status, answer.body.trim_end());

    println!("\n{}", server.metrics.text());
    stop.send(true)?;
    serving.await?;
    Ok(())
}

/// What this client is answered. `None` has no certificate.
///
/// # Errors
///
/// The client does not trust the server, or cannot reach it.
pub async fn request(
    fleet: &Fleet,
    client: Option<&str>,
    port: u16,
) -> Result<Answer, Box<dyn Error>> {
    let phone = phone(fleet, client)?;
    let path = format!("/{MAC}.cfg");
    let fetched = tokio::task::spawn_blocking(move || {
        fetch(&phone, "localhost", port, &path).map_err(|error| error.to_string())
    });
    Ok(fetched.await??)
}

fn phone(fleet: &Fleet, client: Option<&str>) -> Result<Phone, Box<dyn Error>> {
    let mut servers = TrustStore::new(BuiltIn::EMPTY);
    let ca = std::fs::read(fleet.file("server-ca.pem"))?;
    servers.add(&Bundle::parse("server-ca.pem", &ca)?)?;
    let mut slot = ServerCertSlot::new();
    if let Some(client) = client {
        let file = std::fs::read(fleet.file(&format!("{client}.pem")))?;
        slot.upload_client(Identity::parse("identity.pem", &file)?);
    }
    Ok(Phone {
        trust: Verifier::new(servers, Policy::STRICT),
        slot,
        selected: DeviceCertificate::Custom,
        built: trustslot_kit::NOW,
    })
}
