//! The ways in which a device may read the settings files of a plan.

use crate::forecast::{DeviceState, ForecastError, PlannedChange};
use alloc::vec::Vec;

/// The most readings of a plan that are judged, the assumed one included: as many as of one file with four contradictory
/// settings.
const MAX_READINGS: usize = 16;

/// A plan, as a device may read it.
#[derive(Clone)]
pub(super) struct PlanReading {
    pub(super) plan: Vec<PlannedChange>,
    /// The device after it.
    pub(super) state: DeviceState,
    /// The lines that are taken, if they differ from what is assumed.
    pub(super) lines: Vec<u32>,
    #[cfg(feature = "settings")]
    pub(super) order: Option<crate::forecast::DownloadOrder>,
}

/// The plan as it is assumed to be read, then in each other way; and whether there are more ways.
pub(super) fn of(
    state: &DeviceState,
    plan: &[PlannedChange],
) -> Result<(Vec<PlanReading>, bool), ForecastError> {
    let mut readings = Vec::from([PlanReading {
        plan: Vec::new(),
        state: state.clone(),
        lines: Vec::new(),
        #[cfg(feature = "settings")]
        order: None,
    }]);
    let mut has_more = false;
    for change in plan {
        let (mut next, mut others) = (Vec::new(), Vec::new());
        for (index, reading) in readings.into_iter().enumerate() {
            #[cfg(feature = "settings")]
            for other in reading.state.other_readings(change) {
                let mut changed = reading.clone();
                changed.lines.extend(other.lines);
                changed.order = other.order.or(changed.order);
                // What cannot be done in this way is not done in this way.
                if changed.make(other.change).is_ok() {
                    others.push(changed);
                }
            }
            let mut reading = reading;
            match reading.make(change.clone()) {
                Ok(()) => next.push(reading),
                Err(error) if index == 0 => return Err(error),
                Err(_) => {}
            }
        }
        next.append(&mut others);
        has_more |= next.len() > MAX_READINGS;
        next.truncate(MAX_READINGS);
        readings = next;
    }
    Ok((readings, has_more))
}

impl PlanReading {
    fn make(&mut self, change: PlannedChange) -> Result<(), ForecastError> {
        self.state.apply(&change)?;
        self.plan.push(change);
        Ok(())
    }
}
