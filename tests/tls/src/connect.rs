//! A client and a server of rustls that talk in memory.

use rustls::{ClientConfig, ClientConnection, Error, ServerConfig, ServerConnection};
use std::io::{Read as _, Write as _};
use std::sync::Arc;

/// Both ends after a handshake, or the errors that ended it.
#[derive(Debug)]
pub struct Outcome {
    pub client: Result<ClientConnection, Error>,
    pub server: Result<ServerConnection, Error>,
}

/// Both ends of a connection that works.
#[derive(Debug)]
pub struct Connected {
    pub client: ClientConnection,
    pub server: ServerConnection,
}

impl Outcome {
    #[track_caller]
    pub fn expect(self, what: &str) -> Connected {
        match self {
            Self { client: Ok(client), server: Ok(server) } => Connected { client, server },
            Self { client, server } => {
                panic!("{what}: client {:?}, server {:?}", client.err(), server.err())
            }
        }
    }
}

/// Rounds of messages: a handshake of TLS 1.2 needs four, and then data pass both ways.
const ROUNDS: usize = 12;

/// Connects for this name, and sends a byte in each direction, so that session tickets and late alerts arrive.
pub fn connect(client: &Arc<ClientConfig>, server: &Arc<ServerConfig>, name: &str) -> Outcome {
    let name = name.to_owned().try_into().unwrap();
    let mut client = ClientConnection::new(client.clone(), name).unwrap();
    let mut server = ServerConnection::new(server.clone()).unwrap();
    client.writer().write_all(b"?").unwrap();
    server.writer().write_all(b"!").unwrap();
    let (mut client_error, mut server_error) = (None, None);
    for _ in 0..ROUNDS {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        deliver(&wire, |part| {
            let read = server.read_tls(part).unwrap();
            if let Err(error) = server.process_new_packets() {
                server_error.get_or_insert(error);
            }
            read
        });
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        deliver(&wire, |part| {
            let read = client.read_tls(part).unwrap();
            if let Err(error) = client.process_new_packets() {
                client_error.get_or_insert(error);
            }
            read
        });
    }
    let mut byte = [0];
    if client_error.is_none() && server_error.is_none() {
        server.reader().read_exact(&mut byte).unwrap();
        client.reader().read_exact(&mut byte).unwrap();
        assert!(!client.is_handshaking() && !server.is_handshaking());
    }
    Outcome {
        client: client_error.map_or(Ok(client), Err),
        server: server_error.map_or(Ok(server), Err),
    }
}

/// Passes all bytes on, as often as the receiver takes some.
fn deliver(wire: &[u8], mut to: impl FnMut(&mut &[u8]) -> usize) {
    let mut rest = wire;
    while !rest.is_empty() {
        if to(&mut rest) == 0 {
            return;
        }
    }
}
