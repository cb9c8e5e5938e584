//! How far a report is.

/// How far [`Fleet::report_with`](crate::Fleet::report_with) is.
///
/// ```
/// use trustslot::FleetProgress;
///
/// fn line(progress: FleetProgress) -> String {
///     match progress {
///         FleetProgress::Judged { done, of } => format!("{done} of {of} forecasts"),
///         FleetProgress::Tried { round, done, of } => format!("round {round}: {done} of {of} changes tried"),
///         _ => "working".to_owned(),
///     }
/// }
/// assert_eq!(line(FleetProgress::Judged { done: 256, of: 1_300 }), "256 of 1300 forecasts");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FleetProgress {
    /// Forecasts for the classes of models are being made.
    Judged {
        /// The number of those that are made.
        done: usize,
        /// The number of all.
        of: usize,
    },
    /// Changes that may help are being tried on every class.
    Tried {
        /// The round, from 1 to 3. The last one may be the first.
        round: u8,
        /// The number of changes that were tried in it.
        done: usize,
        /// The number of changes of the round.
        of: usize,
    },
}
