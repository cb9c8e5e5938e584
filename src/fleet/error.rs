//! A fleet that cannot be judged.

use super::classes::{MAX_CLASSES, MAX_PROJECTIONS};
use super::question::{MAX_DEPENDENCIES, MAX_OFFERED, MAX_SUPPLIED};
use crate::numbered::numbered;
use alloc::boxed::Box;

/// A question about a fleet that cannot be asked, or a model that cannot be added. The fleet is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FleetError {
    /// There are more servers than are allowed.
    #[error("there are {0} servers; the limit is {MAX_DEPENDENCIES}")]
    TooManyDependencies(usize),
    /// Two servers have one name.
    #[error("two servers are called \"{0}\"")]
    SameName(Box<str>),
    /// A change is about a dependency that does not exist.
    #[error("no dependency is called \"{0}\"")]
    UnknownDependency(Box<str>),
    /// There are more certificates to suggest than are allowed.
    #[error("there are {0} certificates to try; the limit is {MAX_SUPPLIED}")]
    TooManyCertificates(usize),
    /// There are more built-in lists to suggest than are allowed.
    #[error("there are {0} built-in lists to try; the limit is {MAX_OFFERED}")]
    TooManyLists(usize),
    /// The models differ in more ways than are allowed: there are more than 65,536 classes, or the servers see more than 2,097,152
    /// different devices before and after the plan, in each way of reading it.
    #[error(
        "the models differ in more than {MAX_CLASSES} ways, or their answers in more than {MAX_PROJECTIONS}; judge parts of the fleet"
    )]
    TooManyClasses,
    /// The number of phones does not fit into 64 bits.
    #[error("the number of phones is too large")]
    TooManyPhones,
}

numbered! {
    FleetError {
        TooManyDependencies = 2401 "too-many-dependencies",
        SameName = 2402 "same-name",
        UnknownDependency = 2403 "unknown-server",
        TooManyCertificates = 2404 "too-many-supplied",
        TooManyClasses = 2405 "too-many-classes",
        TooManyPhones = 2406 "too-many-phones",
        TooManyLists = 2407 "too-many-lists",
    }
}
