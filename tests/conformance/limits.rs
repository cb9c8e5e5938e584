//! Reasons to reject a path that a suite accepts: choices that apply to several suites.

use super::facts;
use super::path_case::Judged;
use super::report::Choice;
use trustslot::Reason;

type PathChoice<'a> = Choice<Judged<'a>>;

/// A choice to reject.
pub fn refusal<'a>(
    reason: &'static str,
    applies: for<'b> fn(&'b Judged<'a>) -> bool,
) -> PathChoice<'a> {
    Choice { reason, applies, may_accept: false }
}

pub fn ca_as_peer<'a>() -> PathChoice<'a> {
    refusal(
        "a peer must not present a CA certificate unless it was uploaded: RFC 5280 has no such rule, but deployed \
         verifiers have",
        |judged| {
            let beside = [Reason::KeyUsageNotAllowed, Reason::ProfileViolated];
            let main = Reason::CaAsEndEntity;
            judged.answer.refused_mainly_for(main, &beside)
        },
    )
}

pub fn other_constraints<'a>() -> PathChoice<'a> {
    refusal(
        "a mail address, a URI or a directory name below constraints on such names is not verified, even if it is within \
         them, because webpki compares none of them: the message says so",
        |judged| {
            let beside = [Reason::ProfileViolated];
            let main = Reason::ConstraintNotSupported;
            judged.answer.refused_mainly_for(main, &beside)
                && facts::constrain_other_names(&judged.everything())
        },
    )
}

pub fn self_issued_keys<'a>() -> PathChoice<'a> {
    refusal(
        "webpki counts a self-issued CA certificate as another CA, and applies limits and name constraints to it",
        |judged| {
            let beside = [Reason::ProfileViolated, Reason::RevocationUnknown];
            let main = Reason::PathRefused;
            judged.answer.refused_mainly_for(main, &beside)
                && facts::have_self_issued(&judged.presented)
        },
    )
}

pub fn critical_policies<'a>() -> PathChoice<'a> {
    refusal(
        "policies are not processed, so a critical policy extension is rejected, in a root at the upload",
        |judged| {
            let main = Reason::UnknownCriticalExtension;
            let in_chain = judged.answer.refused_mainly_for(main, &[Reason::RevocationUnknown]);
            let at_upload =
                judged.answer.words.contains("cannot be trusted: it has the critical extension");
            (in_chain || at_upload) && facts::have_critical_policies(&judged.everything())
        },
    )
}

pub fn folded_names<'a>() -> PathChoice<'a> {
    refusal(
        "issuers are found by the bytes of their names; RFC 5280 §7.1 also ignores case, spaces and string types",
        |judged| {
            // Without the feature `legacy-signatures`, a signature with SHA-1 is not verified at all.
            let reasons = [Reason::IssuerWrittenOtherwise, Reason::UnsupportedSignatureAlgorithm];
            judged.answer.refused_for(&reasons) && facts::have_names_to_fold(&judged.everything())
        },
    )
}

pub fn unknown_status<'a>() -> PathChoice<'a> {
    refusal(
        "a CRL signed with another key than the issuer's, one for some reasons only, an indirect one, and one that \
         names its distribution point relative to its issuer cannot say that a certificate is good",
        |judged| judged.answer.refused_for(&[Reason::RevocationUnknown]),
    )
}
