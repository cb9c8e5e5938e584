//! Why one model accepts or refuses one server.

use crate::Failure;
use crate::fleet::Scene;
use std::fmt::Write as _;
use trustslot::{Verdict, forecast};

/// The answer, and whether the server is accepted at the first second.
pub fn explain(scenes: &[Scene], model: &str, server: &str) -> Result<(String, bool), Failure> {
    let pairs = scenes.iter().flat_map(|scene| {
        let models = scene.models.iter().flatten();
        models.flat_map(move |model| scene.servers.iter().map(move |on| (scene, model, on)))
    });
    let found = pairs.into_iter().find(|(_, known, on)| &*known.id == model && &*on.id == server);
    let (scene, model, on) =
        found.ok_or_else(|| format!("there is no model {model:?} with a server {server:?}"))?;
    let verdict = model.state.verdict(on, scene.span.from());
    let mut text = format!("{} and \"{}\" ({}): {}\n", model.id, on.id, on.name, verdict.word());
    if let Verdict::Trusted(path) = &verdict {
        let _ = writeln!(text, "  {path}");
    }
    for finding in verdict.findings().into_iter().flatten() {
        let _ = writeln!(text, "  {finding} [{}]", finding.reason().code());
        if let Some(remedy) = finding.remedy() {
            let _ = writeln!(text, "    -> {remedy}");
        }
    }
    let policy = model.state.policies.effective(on.application);
    let _ = writeln!(text, "The settings of {} are {policy}", on.application);
    let row = forecast(&model.state, std::slice::from_ref(on), &scene.expected, scene.span)?;
    for event in row.dependencies.iter().flat_map(|row| &row.events) {
        let _ = writeln!(text, "Later: {event}");
        if let Some(remedy) = &event.remedy {
            let _ = writeln!(text, "    -> {remedy}");
        }
    }
    for line in &scene.findings {
        let _ = writeln!(text, "{line}");
    }
    Ok((text, verdict.is_accepted()))
}
