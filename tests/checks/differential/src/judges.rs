//! The two verifiers: this crate and OpenSSL.

use crate::case::Question;
use std::error::Error;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use trustslot::pki_types::CertificateDer;
use trustslot::{BuiltIn, Bundle, Chain, Clock, Policy, TrustRole, TrustStore, Verdict, Verifier};

/// The verdict of this crate.
#[derive(Debug, PartialEq, Eq)]
pub enum Ours {
    Trusted {
        /// Whether it is trusted only as an exact match of an upload.
        is_pin: bool,
    },
    /// The word of the first reason.
    Refused(String),
}

/// Why OpenSSL rejects a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The error code of `x509_vfy.h`.
    pub code: i32,
    /// The position of the certificate; 0 is the peer's own.
    pub depth: usize,
    pub words: String,
}

/// Verifies with this crate, by the strict policy and RFC 2818. The anchors are built in or uploaded.
pub fn ours(question: &Question, is_built_in: bool) -> Ours {
    let mut is_refused = false;
    let store = if is_built_in {
        let roots = question.anchors.iter();
        let roots: Vec<_> = roots.map(|der| CertificateDer::from(der.clone())).collect();
        // A firmware's list is there for ever.
        TrustStore::new(BuiltIn::new(Box::leak(roots.into_boxed_slice())))
    } else {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        for der in &question.anchors {
            let bundle = Bundle::parse("anchor.cer", der);
            is_refused |= !bundle.is_ok_and(|bundle| store.add(&bundle).is_ok());
        }
        store
    };
    let Ok(chain) = Chain::from_der(&question.presented) else {
        return Ours::Refused("unreadable".to_owned());
    };
    let verifier = Verifier::new(store, Policy::STRICT);
    let clock = Clock::set(question.time);
    let verdict = if question.is_server {
        match question.host.parse() {
            Ok(reference) => verifier.verify_server(&chain, &reference, clock),
            Err(_) => return Ours::Refused("no such name".to_owned()),
        }
    } else {
        verifier.verify_client(&chain, clock)
    };
    match verdict {
        Verdict::Trusted(path) => Ours::Trusted { is_pin: path.role() == TrustRole::Pin },
        _ if is_refused => Ours::Refused("anchor refused".to_owned()),
        Verdict::Tolerated(findings) | Verdict::Rejected(findings) => {
            let first = findings.decisive().expect("a finding");
            Ours::Refused(first.reason().word().to_owned())
        }
    }
}

/// OpenSSL, in the process of `openssl.c`.
pub struct Openssl {
    process: Child,
    questions: Option<ChildStdin>,
    answers: ChildStdout,
    pub version: String,
}

impl Openssl {
    pub fn start(program: &str) -> Result<Self, Box<dyn Error>> {
        let mut process =
            Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut answers = process.stdout.take().ok_or("no answers")?;
        Ok(Self {
            questions: process.stdin.take(),
            version: read_text(&mut answers)?,
            answers,
            process,
        })
    }

    /// Verifies a chain by default and when strict; returns a fault for each rejection.
    pub fn verify(&mut self, question: &Question) -> Result<[Option<Fault>; 2], Box<dyn Error>> {
        let mut bytes = Vec::new();
        bytes.extend(if question.is_server { 1_u32 } else { 2 }.to_be_bytes());
        bytes.extend(u32::try_from(question.time)?.to_be_bytes());
        write_text(&mut bytes, question.host.as_bytes());
        for list in [&question.anchors, &question.presented] {
            bytes.extend((list.len() as u32).to_be_bytes());
            for der in list {
                write_text(&mut bytes, der);
            }
        }
        let questions = self.questions.as_mut().ok_or("the process was stopped")?;
        questions.write_all(&bytes)?;
        questions.flush()?;
        let mut answer = || -> Result<Option<Fault>, Box<dyn Error>> {
            let text = read_text(&mut self.answers)?;
            if text.is_empty() {
                return Ok(None);
            }
            let mut parts = text.splitn(3, ' ');
            let mut part = || parts.next().ok_or("an answer is cut short");
            Ok(Some(Fault {
                code: part()?.parse()?,
                depth: part()?.parse()?,
                words: part()?.to_owned(),
            }))
        };
        Ok([answer()?, answer()?])
    }

    /// Stops it. It is an error if it does not exit successfully.
    pub fn stop(mut self) -> Result<(), Box<dyn Error>> {
        drop(self.questions.take());
        let status = self.process.wait()?;
        if status.success() { Ok(()) } else { Err(format!("openssl.c ended with {status}").into()) }
    }
}

fn write_text(out: &mut Vec<u8>, text: &[u8]) {
    out.extend((text.len() as u32).to_be_bytes());
    out.extend(text);
}

fn read_text(from: &mut impl Read) -> Result<String, Box<dyn Error>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut text = vec![0; u32::from_be_bytes(length) as usize];
    from.read_exact(&mut text)?;
    Ok(String::from_utf8(text)?)
}
