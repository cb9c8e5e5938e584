//! Counters, as text in the format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use trustslot::Device;

/// What the server has done since it started. Every label has few values, whatever clients send.
#[derive(Debug, Default)]
pub struct Metrics {
    pub full: AtomicU64,
    pub resumed: AtomicU64,
    pub failed: AtomicU64,
    pub open: AtomicI64,
    pub reloads: AtomicU64,
    pub failed_reloads: AtomicU64,
    pub generation: AtomicU64,
    /// By status, device and word of the reason.
    requests: Mutex<BTreeMap<(u16, &'static str, &'static str), u64>>,
}

impl Metrics {
    pub fn count_request(&self, status: u16, device: Device, reason: Option<&'static str>) {
        let key = (status, device.word(), reason.unwrap_or("none"));
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        *requests.entry(key).or_default() += 1;
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &dyn std::fmt::Display| {
            let _ = writeln!(text, "provisioning_{name} {value}");
        };
        line("handshakes_total{kind=\"full\"}", &self.full.load(Relaxed));
        line("handshakes_total{kind=\"resumed\"}", &self.resumed.load(Relaxed));
        line("handshakes_total{kind=\"failed\"}", &self.failed.load(Relaxed));
        line("connections_open", &self.open.load(Relaxed));
        line("reloads_total{result=\"ok\"}", &self.reloads.load(Relaxed));
        line("reloads_total{result=\"failed\"}", &self.failed_reloads.load(Relaxed));
        line("trust_generation", &self.generation.load(Relaxed));
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for ((status, device, reason), count) in &*requests {
            let labels = format!("status=\"{status}\",device=\"{device}\",reason=\"{reason}\"");
            line(&format!("requests_total{{{labels}}}"), count);
        }
        text
    }
}
