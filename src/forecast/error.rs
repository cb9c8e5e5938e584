//! A forecast that cannot be made.

use super::timeline::MAX_INSTANTS;
use crate::numbered::numbered;
use crate::remedy::Remedy;
use crate::trust_store::TrustStoreError;
use alloc::boxed::Box;

/// A forecast, or a trial of a change, that cannot be made. The device is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ForecastError {
    /// The span ends before it begins.
    #[error("the time span ends before it begins")]
    BackwardsSpan,
    /// There are more instants to look at than are allowed.
    #[error("more than {MAX_INSTANTS} instants have to be verified; choose a shorter time span")]
    TooManyInstants,
    /// A change is about a dependency that does not exist.
    #[error("no dependency is called \"{0}\"")]
    UnknownDependency(Box<str>),
    /// The renewals of a dependency by [another CA](super::Renewals::By) name no CA, or more than a server can send.
    #[error("the renewals of \"{0}\" need 1 to 63 CA certificates")]
    WrongIssuers(Box<str>),
    /// A change is about a certificate that the store does not have.
    #[error("the certificate is not in that part of the trust store")]
    NotInStore,
    /// An upload is refused.
    #[error("the upload is refused: {0}")]
    Refused(#[from] TrustStoreError),
}

impl ForecastError {
    /// The smallest change that would help: that of an upload that is refused. The other errors are about the arguments of a
    /// program, which no administrator changes.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Refused(error) => error.remedy(),
            _ => None,
        }
    }
}

numbered! {
    ForecastError {
        BackwardsSpan = 2301 "span-backwards",
        TooManyInstants = 2302 "too-many-instants",
        UnknownDependency = 2303 "unknown-dependency",
        NotInStore = 2304 "not-in-store",
        Refused = 2305 "change-refused",
        WrongIssuers = 2306 "wrong-issuers",
    }
}
