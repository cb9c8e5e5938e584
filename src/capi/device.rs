//! Which phone a TLS client is.

use super::border::{ErrorOut, give, given, lent, put, room_for_verdict, text};
use super::structs::switch;
use super::text::show;
use super::{CBytes, CClock, Error, Handle, In, Out, Status, exported};
use crate::{Chain, Device, DeviceClassifier, MacAddress, Verdict, Verifier};
use core::ffi::c_char;

/// `trustslot_device`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CDevice {
    /// The code of a [`Device`].
    pub kind: u32,
    /// 1 if the MAC address is known.
    pub has_mac: u32,
    /// The MAC address.
    pub mac: [u8; 6],
    /// 0.
    pub reserved: [u8; 2],
}

impl CDevice {
    fn of(device: Device) -> Self {
        let mac = match device {
            Device::Unique { mac } | Device::Custom { mac: Some(mac) } => Some(mac),
            _ => None,
        };
        Self {
            kind: device.code().into(),
            has_mac: mac.is_some().into(),
            mac: mac.map(MacAddress::to_bytes).unwrap_or_default(),
            reserved: [0, 0],
        }
    }

    fn read(&self) -> Result<Device, Status> {
        let mac = switch(self.has_mac)?.then(|| MacAddress::new(self.mac));
        match (self.kind, mac, self.reserved) {
            (0, None, [0, 0]) => Ok(Device::Foreign),
            (1, None, [0, 0]) => Ok(Device::Generic),
            (2, Some(mac), [0, 0]) => Ok(Device::Unique { mac }),
            (3, mac, [0, 0]) => Ok(Device::Custom { mac }),
            _ => Err(Status::BAD_ARGUMENT),
        }
    }
}

/// Which phone it is, and the verdict about it.
fn classify(
    classifier: &DeviceClassifier,
    chain: &Chain,
    clock: CClock,
) -> Result<(Device, Verdict), Status> {
    let caller = classifier.classify(chain, clock.read()?);
    let verdict = match (caller.path(), caller.findings()) {
        (Some(path), _) => Verdict::Trusted(path.clone()),
        // Also what a policy tolerates: a foreign phone is rejected.
        (None, findings) => Verdict::Rejected(findings.cloned().unwrap_or_default()),
    };
    Ok((caller.device(), verdict))
}

exported! {
    /// Which phone presented this chain.
    fn trustslot_classify(
        vendor: In<'_, Verifier>,
        operator_ca: In<'_, Verifier>,
        chain: *const CBytes,
        count: usize,
        clock: CClock,
        device_out: Out<'_, CDevice>,
        verdict_out: Out<'_, Handle<Verdict>>,
    ) {
        let vendor = given(vendor)?;
        // SAFETY: the caller lends the chain.
        let presented = unsafe { lent(chain, count) }?;
        room_for_verdict(presented)?;
        let (device, verdict) = match vendor.chain_from_der(presented) {
            Ok(chain) => {
                let classifier = DeviceClassifier::new(vendor.clone());
                let classifier = match operator_ca {
                    Some(operator) => classifier.with_operator(operator.clone()),
                    None => classifier,
                };
                classify(&classifier, &chain, clock)?
            }
            Err(_) => (Device::Foreign, vendor.verify_client_der(presented, clock.read()?)),
        };
        if let Some(out) = verdict_out {
            give(out, verdict)?;
        }
        put(device_out, CDevice::of(device));
        Ok(())
    }

    /// Whether the phone may be bound to this MAC address.
    fn trustslot_device_may_bind(
        device: In<'_, CDevice>,
        mac: In<'_, [u8; 6]>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let (device, mac) = (given(device)?.read()?, MacAddress::new(*given(mac)?));
        device.may_bind(mac).map_err(|refused| error.refuse(refused))
    }

    /// Reads a MAC address.
    fn trustslot_mac_parse(
        spelled: *const c_char,
        mac_out: Out<'_, [u8; 6]>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        // SAFETY: the caller lends the text.
        let spelled = unsafe { text(spelled) }?;
        let mac: MacAddress = spelled.parse().map_err(|refused| error.refuse(refused))?;
        put(mac_out, mac.to_bytes());
        Ok(())
    }

    /// A MAC address as text.
    fn trustslot_mac_text(mac: In<'_, [u8; 6]>, buffer: *mut c_char, size: usize) -> usize {
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match mac {
                Some(mac) => show(MacAddress::new(*mac), false, buffer, size),
                None => show("", false, buffer, size),
            }
        }
    }
}
