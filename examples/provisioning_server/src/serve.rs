//! Connections: accepted within limits, and ended in order.

use crate::answer::{Answer, answer};
use crate::config::Config;
use crate::metrics::Metrics;
use crate::trust::Trust;
use arc_swap::ArcSwap;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::pki_types::CertificateDer;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use trustslot::{Clock, Date};

/// Receives one line of the log at a time.
pub type Log = Arc<dyn Fn(&Value) + Send + Sync>;

pub struct Server {
    config: Config,
    trust: ArcSwap<Trust>,
    pub metrics: Metrics,
    log: Log,
    /// One reload at a time, so that the newest files win.
    reloading: Mutex<()>,
}

impl Server {
    /// # Errors
    ///
    /// A file cannot be used.
    pub fn new(config: Config, log: Log) -> Result<Arc<Self>, Box<dyn Error>> {
        let trust = ArcSwap::from_pointee(Trust::load(&config, 1)?);
        let metrics = Metrics::default();
        metrics.generation.store(1, Relaxed);
        Ok(Arc::new(Self { config, trust, metrics, log, reloading: Mutex::new(()) }))
    }

    /// Reads all files again. Connections stay, and their next requests are judged by the new trust.
    pub async fn reload(self: &Arc<Self>) -> bool {
        let _one = self.reloading.lock().await;
        let generation = self.trust.load().generation + 1;
        let config = self.config.clone();
        let load = move || Trust::load(&config, generation).map_err(|error| error.to_string());
        // Files may be large, and phones are waiting.
        let loaded = tokio::task::spawn_blocking(load).await.map_err(|error| error.to_string());
        match loaded.and_then(|loaded| loaded) {
            Ok(trust) => {
                self.trust.store(Arc::new(trust));
                self.metrics.reloads.fetch_add(1, Relaxed);
                self.metrics.generation.store(generation, Relaxed);
                (self.log)(&json!({ "event": "reload", "generation": generation }));
                true
            }
            Err(error) => {
                self.metrics.failed_reloads.fetch_add(1, Relaxed);
                (self.log)(&json!({ "event": "reload", "error": error }));
                false
            }
        }
    }

    /// Serves until `stop` says so, then waits for open requests.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, mut stop: watch::Receiver<bool>) {
        let free = Arc::new(Semaphore::new(self.config.limits.connections));
        let mut connections = JoinSet::new();
        loop {
            // Without a free place, clients wait in the queue of the system.
            let place = tokio::select! {
                place = free.clone().acquire_owned() => place,
                _ = stop.changed() => break,
            };
            let Ok(place) = place else { break };
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stop.changed() => break,
            };
            while connections.try_join_next().is_some() {}
            match accepted {
                Ok((socket, peer)) => {
                    let (server, stop) = (self.clone(), stop.clone());
                    connections.spawn(async move {
                        server.metrics.open.fetch_add(1, Relaxed);
                        server.connection(socket, peer, stop).await;
                        server.metrics.open.fetch_sub(1, Relaxed);
                        drop(place);
                    });
                }
                // No file descriptors are left, for example: wait until some are.
                Err(error) => {
                    (self.log)(&json!({ "event": "accept", "error": error.to_string() }));
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(listener);
        let all_done = async { while connections.join_next().await.is_some() {} };
        if timeout(self.config.limits.shutdown, all_done).await.is_err() {
            connections.shutdown().await;
        }
    }

    async fn connection(
        self: &Arc<Self>,
        socket: TcpStream,
        peer: SocketAddr,
        mut stop: watch::Receiver<bool>,
    ) {
        let limits = self.config.limits;
        let acceptor = TlsAcceptor::from(self.trust.load().tls.clone());
        let stream = match timeout(limits.handshake, acceptor.accept(socket)).await {
            Ok(Ok(stream)) => stream,
            failed => {
                self.metrics.failed.fetch_add(1, Relaxed);
                let error = failed.map_or_else(
                    |_| "the handshake took too long".to_owned(),
                    |failed| failed.map_or_else(|error| error.to_string(), |_| String::new()),
                );
                let line =
                    json!({ "event": "handshake", "peer": peer.to_string(), "error": error });
                (self.log)(&line);
                return;
            }
        };
        let client = Arc::new(Client::of(&stream, peer));
        let count = if client.resumed { &self.metrics.resumed } else { &self.metrics.full };
        count.fetch_add(1, Relaxed);

        let server = self.clone();
        let service = service_fn(move |request| {
            let (server, client) = (server.clone(), client.clone());
            async move { Ok::<_, Infallible>(server.request(&client, request).await) }
        });
        let mut http = std::pin::pin!(
            hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_buf_size(limits.head_bytes)
                .serve_connection(TokioIo::new(stream), service)
        );
        // A client that goes away in the middle of a request is no event.
        let whole = async {
            tokio::select! {
                _ = http.as_mut() => return,
                _ = stop.changed() => http.as_mut().graceful_shutdown(),
            }
            let _ = http.await;
        };
        let _ = timeout(limits.connection, whole).await;
    }

    async fn request(&self, client: &Client, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let begin = SystemTime::now();
        let clock = begin
            .duration_since(UNIX_EPOCH)
            .map_or(Clock::Unset, |since| Clock::set(since.as_secs()));
        let trust = self.trust.load_full();
        let (method, path) = (request.method(), request.uri().path());
        let most = self.config.limits.config_bytes;
        let configs = &self.config.configs;
        let answer = answer(&trust, &client.presented, clock, method, path, configs, most).await;
        let word = answer.reason.as_ref().map(|reason| reason.word);
        self.metrics.count_request(answer.status.as_u16(), answer.device, word);
        (self.log)(&client.line(&answer, method, path, trust.generation, clock, begin));

        let body = if method == Method::HEAD { Vec::new() } else { answer.body };
        let mut response = Response::new(Full::new(Bytes::from(body)));
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            hyper::header::HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        // A configuration has passwords in it.
        headers.insert(CACHE_CONTROL, hyper::header::HeaderValue::from_static("no-store"));
        response
    }
}

/// Who is at the other end, as the handshake showed.
struct Client {
    peer: SocketAddr,
    presented: Vec<CertificateDer<'static>>,
    resumed: bool,
    version: String,
}

impl Client {
    fn of(stream: &TlsStream<TcpStream>, peer: SocketAddr) -> Self {
        let (_, connection) = stream.get_ref();
        let presented = connection.peer_certificates().unwrap_or_default().to_vec();
        let resumed = connection.handshake_kind() == Some(rustls::HandshakeKind::Resumed);
        let version = connection.protocol_version().map_or(String::new(), |v| format!("{v:?}"));
        Self { peer, presented, resumed, version }
    }

    /// A line of the access log.
    fn line(
        &self,
        answer: &Answer,
        method: &Method,
        path: &str,
        generation: u64,
        clock: Clock,
        begin: SystemTime,
    ) -> Value {
        let time = match clock {
            Clock::Set(now) | Clock::AtLeast(now) => format!("{:#}", Date::of(now)),
            Clock::Unset => String::new(),
        };
        let reason = answer.reason.as_ref().map(|reason| {
            json!({
                "code": reason.code,
                "word": reason.word,
                "message": reason.message,
                "remedy": reason.remedy,
            })
        });
        json!({
            "event": "request",
            "time": time,
            "peer": self.peer.to_string(),
            "tls": self.version,
            "resumed": self.resumed,
            "generation": generation,
            "device": answer.device,
            "method": method.as_str(),
            "path": path,
            "status": answer.status.as_u16(),
            "reason": reason,
            "bytes": answer.body.len(),
            "microseconds": begin.elapsed().map_or(0, |took| u64::try_from(took.as_micros()).unwrap_or(u64::MAX)),
        })
    }
}

/// Writes each line to standard output. A reader that has gone ends nothing.
pub fn to_standard_output() -> Log {
    Arc::new(|line| {
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    })
}

/// Serves the metrics over HTTP without TLS, until the program ends.
pub async fn serve_metrics(server: Arc<Server>, listener: TcpListener) {
    loop {
        let Ok((socket, _)) = listener.accept().await else { continue };
        let server = server.clone();
        let service = service_fn(move |_| {
            let text = server.metrics.text();
            async move { Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(text)))) }
        });
        tokio::spawn(async move {
            let http = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(5))
                .serve_connection(TokioIo::new(socket), service);
            let _ = timeout(Duration::from_secs(10), http).await;
        });
    }
}
