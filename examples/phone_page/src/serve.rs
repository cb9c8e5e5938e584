//! HTTPS with the slot's certificate: sessions, forms and their limits.

use crate::actions::{Field, Form, run};
use crate::page::{Message, page};
use crate::state::Phone;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, SET_COOKIE};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// The largest form, in bytes: the largest file that the library reads, and 64 KiB for the rest.
const MAX_FORM: usize = (5 << 20) + (64 << 10);

/// Browsers at the same time, and their connections.
const MAX_SESSIONS: usize = 32;
const MAX_CONNECTIONS: usize = 64;

/// For a handshake, and for a whole connection.
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(300);

/// Headers of every page: no scripts, nothing from elsewhere, no frames.
const HEADERS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// A browser: its cookie, and the token in the forms that it was given.
#[derive(Clone)]
struct Session {
    cookie: String,
    token: String,
}

pub struct Site {
    phone: Mutex<Phone>,
    sessions: Mutex<VecDeque<Session>>,
    random: SystemRandom,
}

impl Site {
    pub fn new(phone: Phone) -> Self {
        Self {
            phone: Mutex::new(phone),
            sessions: Mutex::new(VecDeque::new()),
            random: SystemRandom::new(),
        }
    }

    /// Serves until the program ends.
    ///
    /// # Errors
    ///
    /// rustls rejects the configuration.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) -> Result<(), rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let resolver = self.phone.lock().unwrap_or_else(PoisonError::into_inner).resolver.clone();
        let tls = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        loop {
            let Ok(place) = free.clone().acquire_owned().await else { return Ok(()) };
            let Ok((socket, _)) = listener.accept().await else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let (site, acceptor) = (self.clone(), acceptor.clone());
            tokio::spawn(async move {
                let _place = place;
                let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(socket)).await else {
                    return;
                };
                let service = service_fn(move |request| {
                    let site = site.clone();
                    async move { Ok::<_, Infallible>(site.answer(request).await) }
                });
                let http = hyper::server::conn::http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(PATIENCE)
                    .serve_connection(TokioIo::new(stream), service);
                let _ = timeout(LONGEST, http).await;
            });
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let session = self.session_of(&request);
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/") => {
                let (session, is_new) = match session {
                    Some(session) => (session, false),
                    None => match self.new_session() {
                        Some(session) => (session, true),
                        None => {
                            return text(StatusCode::INTERNAL_SERVER_ERROR, "no random numbers");
                        }
                    },
                };
                let mut response = self.page(&session, StatusCode::OK, &Message::default());
                if is_new {
                    let cookie = format!(
                        "__Host-session={}; Path=/; Secure; HttpOnly; SameSite=Strict",
                        session.cookie
                    );
                    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                        response.headers_mut().insert(SET_COOKIE, cookie);
                    }
                }
                response
            }
            (&Method::POST, path) => {
                let action = path.trim_start_matches('/').to_owned();
                let form = match read_form(request).await {
                    Ok(form) => form,
                    Err((status, message)) => return text(status, message),
                };
                // A page of another site has neither the cookie nor the token.
                let Some(session) = session.filter(|known| same(&known.token, form.text("token")))
                else {
                    return text(
                        StatusCode::FORBIDDEN,
                        "this form is not of this page, or too old: load the page again",
                    );
                };
                let done = {
                    let mut phone = self.phone.lock().unwrap_or_else(PoisonError::into_inner);
                    run(&mut phone, &action, &form)
                };
                match done {
                    None => text(StatusCode::NOT_FOUND, "there is no such form"),
                    Some(message) => {
                        let status = if message.is_error {
                            StatusCode::UNPROCESSABLE_ENTITY
                        } else {
                            StatusCode::OK
                        };
                        self.page(&session, status, &message)
                    }
                }
            }
            (&Method::GET, _) => text(StatusCode::NOT_FOUND, "there is no such page"),
            _ => text(StatusCode::METHOD_NOT_ALLOWED, "only GET and POST are allowed"),
        }
    }

    fn page(
        &self,
        session: &Session,
        status: StatusCode,
        message: &Message,
    ) -> Response<Full<Bytes>> {
        let html = {
            let phone = self.phone.lock().unwrap_or_else(PoisonError::into_inner);
            page(&phone, &session.token, message)
        };
        response(status, "text/html; charset=utf-8", html)
    }

    fn session_of(&self, request: &Request<Incoming>) -> Option<Session> {
        let cookies = request.headers().get(COOKIE)?.to_str().ok()?;
        let mut cookies = cookies.split(';').map(str::trim);
        let cookie = cookies.find_map(|cookie| cookie.strip_prefix("__Host-session="))?;
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.iter().find(|known| same(&known.cookie, cookie)).cloned()
    }

    /// A new session; the oldest ends if there are too many.
    fn new_session(&self) -> Option<Session> {
        let session = Session { cookie: self.random()?, token: self.random()? };
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.push_back(session.clone());
        if sessions.len() > MAX_SESSIONS {
            sessions.pop_front();
        }
        Some(session)
    }

    /// 128 random bits in hexadecimal digits.
    fn random(&self) -> Option<String> {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes).ok()?;
        Some(bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }
}

/// Compares in a time that does not depend on how much is the same.
fn same(known: &str, sent: &str) -> bool {
    known.len() == sent.len()
        && known.bytes().zip(sent.bytes()).fold(0, |differences, (a, b)| differences | (a ^ b)) == 0
}

async fn read_form(request: Request<Incoming>) -> Result<Form, (StatusCode, &'static str)> {
    const BAD: (StatusCode, &str) = (StatusCode::BAD_REQUEST, "this is no form");
    const LARGE: (StatusCode, &str) =
        (StatusCode::PAYLOAD_TOO_LARGE, "the file is larger than 5 MB");
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok()).ok_or(BAD)?;
    let body = Limited::new(request.into_body(), MAX_FORM);
    let whole = timeout(LONGEST, body.collect()).await.map_err(|_| BAD)?;
    let whole = whole.map_err(|_| LARGE)?.to_bytes();
    let mut parts = multer::Multipart::new(Full::new(whole).into_data_stream(), boundary);
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|_| BAD)? {
        let Some(name) = part.name().map(str::to_owned) else { continue };
        let file_name = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| BAD)?.to_vec();
        form.fields.insert(name, Field { file_name, bytes });
    }
    Ok(form)
}

fn text(status: StatusCode, message: &str) -> Response<Full<Bytes>> {
    response(status, "text/plain; charset=utf-8", format!("{message}\n"))
}

fn response(status: StatusCode, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}
