//! Obeys a remedy: the test plays the operator, the server's owner and the CA.

use crate::pki::Pki;
use crate::spec::{BEGIN, END, HOST, Limit, Purpose, Stored};
use crate::support::NOW;
use trustslot::{Certificate, Change, Clock, Finding, Position, ReferenceIdentity, Remedy};

/// The remedy asks for something that the plan of a PKI does not describe.
pub const OUTSIDE: &str = "outside the plan";

/// The PKI after somebody did what the remedy of this finding says, or why nobody can.
///
/// There is an arm for each remedy of a verdict. The words are stable; variants may gain fields.
pub fn obey(finding: &Finding, pki: &Pki) -> Result<Pki, String> {
    let remedy = finding.remedy().ok_or("no remedy")?;
    let about = certificate(finding.certificate())
        .and_then(|certificate| pki.number_of(certificate.as_der()));
    let subject = || about.ok_or_else(|| format!("not about a certificate of the PKI: {finding}"));
    let mut next = pki.clone();
    let is_first = finding.position() == Position::EndEntity;
    match remedy.word() {
        "set-source" => {
            let Remedy::SetSource(source) = remedy else { return Err("a source".into()) };
            next.policy = next.policy.with_source(*source);
        }
        "enable-built-in" => {
            let Remedy::EnableBuiltIn(fingerprint) = remedy else {
                return Err("a fingerprint".into());
            };
            let is_meant = |&number: &usize| {
                pki.certificate(number).is_some_and(|c| c.fingerprint() == *fingerprint)
            };
            let number = pki.numbers(Stored::Disabled).find(is_meant);
            next.certs[number.ok_or("it is not disabled")?].stored = Stored::BuiltIn;
        }
        "upload-issuer" => {
            let Remedy::UploadIssuer { ca, .. } = remedy else { return Err("a CA".into()) };
            upload(&mut next, pki.number_of(ca.as_der()).ok_or("the CA is not in the PKI")?)?;
        }
        "upload-peer" => upload(&mut next, subject()?)?,
        "send-issuer" => {
            let Remedy::SendIssuer { issued, .. } = remedy else {
                return Err("a certificate".into());
            };
            let issued =
                pki.number_of(issued.as_der()).ok_or("the certificate is not in the PKI")?;
            send_or_upload(&mut next, pki.certs[issued].signer)?;
        }
        "replace-ca" => {
            let Remedy::ReplaceCa { ca, change } = remedy else { return Err("a CA".into()) };
            let number = pki.number_of(ca.as_der()).ok_or("the CA is not in the PKI")?;
            let spec = &mut next.certs[number];
            match change {
                Change::Purpose(_) | Change::KeyUsage(_) => spec.purpose = Purpose::Usual,
                Change::WithoutExtension(_) | Change::CorrectExtension(_) => spec.critical = false,
                Change::Key | Change::Signature => spec.weak = false,
                _ => (spec.version_1, spec.is_ca, spec.may_sign) = (false, true, true),
            }
        }
        "respell-issuer" => {
            let respelled = (0..pki.certs.len())
                .filter(|&number| pki.certs[number].respelled)
                .collect::<Vec<_>>();
            let number =
                about.filter(|number| respelled.contains(number)).or(respelled.first().copied());
            next.certs[number.ok_or("every issuer is written as it is stored")?].respelled = false;
        }
        "send-first" => next.order = vec![0],
        // The dialed name differs in one letter from that of the certificate.
        "correct-name" => pki.certs[0].host.clone_into(&mut next.dialed),
        "dial" => {
            let Remedy::Dial(name) = remedy else { return Err("a name".into()) };
            next.dialed = text_of(name);
        }
        // No certificate is issued before it is valid, so the right time is none of these.
        "set-clock" => {
            let begins = pki.certs.iter().map(|spec| spec.from).filter(|&from| from < END);
            next.clock = Clock::set(begins.fold(NOW, u64::max));
        }
        "renew" => {
            let spec = &mut next.certs[subject()?];
            // A certificate is not renewed while the clock is wrong.
            let (Clock::Set(now) | Clock::AtLeast(now)) = pki.clock else {
                return Err("renewed without a clock".into());
            };
            (spec.from, spec.to) = (BEGIN, END.max(now.as_secs() + 86_400));
        }
        "wait-until" => {
            let Remedy::WaitUntil(begin) = remedy else { return Err("a time".into()) };
            next.clock = Clock::set(begin.as_secs());
        }
        "load-crl" => {
            let Remedy::LoadCrl { issued, .. } = remedy else { return Err("a certificate".into()) };
            let issued =
                pki.number_of(issued.as_der()).ok_or("the certificate is not in the PKI")?;
            let signer = pki.certs[issued].signer;
            next.certs[signer].has_crl = true;
            if let Clock::Set(now) = pki.clock {
                next.crls_at = now.as_secs().max(NOW);
            }
        }
        "wait-for-crl" => {
            let Remedy::WaitForCrl(begin) = remedy else { return Err("a time".into()) };
            next.clock = Clock::set(begin.as_secs());
        }
        // A CA was sent first: the owner of the peer configures the peer's own certificate.
        "reissue" | "reissue-with" | "issue-for" if about.is_some_and(|n| n != 0) && is_first => {
            next.order = vec![0];
        }
        "issue-for" => next.certs[0].host = HOST,
        "reissue" | "reissue-with" | "generate-key" => reissue(&mut next, subject()?, finding)?,
        // The owner of the CA replaces its certificate, wherever it is.
        "renew-issuer" | "replace-issuer" | "constrain-hosts" => {
            let (Remedy::RenewIssuer { ca }
            | Remedy::ReplaceIssuer { ca }
            | Remedy::ConstrainHosts { ca }) = remedy
            else {
                return Err("a CA".into());
            };
            let number = pki.number_of(ca.as_der()).ok_or("the CA is not in the PKI")?;
            reissue(&mut next, number, finding)?;
        }
        "shorten-chain" => {
            let stored = |stored| pki.numbers(stored).next();
            let anchor = stored(Stored::Uploaded).or_else(|| stored(Stored::BuiltIn));
            next.certs[0].signer = anchor.ok_or("no anchor")?;
        }
        "send-chain-only" => {
            next.junk.clear();
            let mut needed = vec![0];
            while let Some(&last) = needed.last() {
                let signer = pki.certs[last].signer;
                if needed.contains(&signer) {
                    break;
                }
                needed.push(signer);
            }
            for (number, spec) in next.certs.iter_mut().enumerate() {
                spec.sent &= needed.contains(&number);
            }
        }
        // The CA has a certificate that can be accepted; the faults of the peer's own certificate stay.
        "use-trusted-ca" => {
            let is_trusted = |number: &usize| {
                let spec = &pki.certs[*number];
                let part = match spec.stored {
                    Stored::Uploaded => pki.policy.source().has_custom(),
                    Stored::BuiltIn => pki.policy.source().has_built_in(),
                    _ => false,
                };
                let is_over = matches!(pki.clock, Clock::Set(now) if now.as_secs() > spec.to);
                let is_held = !spec.version_1 && !spec.critical;
                part && is_held && spec.is_ca && spec.may_sign && !is_over && *number != 0
            };
            // Another CA than the one for which this advice was given.
            let mut trusted = (0..pki.certs.len()).filter(is_trusted);
            next.certs[0].signer =
                trusted.find(|&number| number != pki.certs[0].signer).ok_or(OUTSIDE)?;
            // The new certificate is not the one that the store has.
            (next.certs[0].forged, next.certs[0].stored) = (false, Stored::No);
            next.order = vec![0];
        }
        // These ask somebody for what a plan does not describe.
        "ask-for-other-chain"
        | "ask-for-crl"
        | "ask-for-crl-signing"
        | "ask-for-release"
        | "update-revocation-data" => return Err(OUTSIDE.to_owned()),
        other => return Err(format!("no arm for the remedy {other}")),
    }
    if next == *pki {
        return Err("it was already done".into());
    }
    Ok(next)
}

/// The certificate of a finding, also where a finding may have none.
fn certificate<'a>(certificate: impl Into<Option<&'a Certificate>>) -> Option<&'a Certificate> {
    certificate.into()
}

fn upload(pki: &mut Pki, number: usize) -> Result<(), String> {
    if pki.certs[number].stored == Stored::Uploaded {
        return Err("it is uploaded".into());
    }
    pki.certs[number].stored = Stored::Uploaded;
    Ok(())
}

/// Any certificate of the CA helps: one with its name and key that is not sent yet, else an upload.
fn send_or_upload(pki: &mut Pki, signer: usize) -> Result<(), String> {
    let wanted = (pki.certs[signer].name, pki.certs[signer].key);
    let same = |number: &usize| (pki.certs[*number].name, pki.certs[*number].key) == wanted;
    let mut unsent = (0..pki.certs.len()).filter(same).filter(|&number| !pki.certs[number].sent);
    if let Some(number) = unsent.next() {
        pki.certs[number].sent = true;
        return Ok(());
    }
    upload(pki, signer)
}

/// The CA issues the certificate again without the fault.
fn reissue(pki: &mut Pki, number: usize, finding: &Finding) -> Result<(), String> {
    let pki_clock = pki.clock;
    let fresh = pki.certs.iter().map(|spec| spec.serial).max().unwrap_or(0) + 1;
    let spec = &mut pki.certs[number];
    spec.serial = fresh;
    match finding.reason().code() {
        301 | 302 => spec.purpose = Purpose::Usual,
        107..=110 | 303 => spec.weak = false,
        113 | 114 | 127 => spec.limit = Limit::None,
        115 => spec.critical = false,
        119 => spec.version_1 = false,
        111 | 112 | 122 => (spec.is_ca, spec.may_sign) = (true, true),
        116 => spec.is_ca = false,
        // With a key of its own.
        120 => spec.key = 900 + u64::from(fresh),
        123 => spec.respelled = false,
        117 | 201 | 203 => (spec.from, spec.to) = (BEGIN, end_after(pki_clock)),
        501 | 502 | 506 => (spec.blocked, spec.revoked) = (false, false),
        code => return Err(format!("nobody knows what to change for {code}")),
    }
    Ok(())
}

/// An end that is still to come.
fn end_after(clock: Clock) -> u64 {
    match clock {
        Clock::Set(now) | Clock::AtLeast(now) => END.max(now.as_secs() + 86_400),
        Clock::Unset => END,
    }
}

fn text_of(name: &ReferenceIdentity) -> String {
    name.to_string()
}
