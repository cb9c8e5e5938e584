//! The vendor, the operator and their impostors, and what follows from a plan.

use crate::mac;
use crate::plan::{Blocked, By, Fault, Issuer, Plan, Text};
use std::sync::LazyLock;
use trustslot::{
    BlockList, BuiltIn, Bundle, Certificate, Clock, Device, DeviceClassifier, TrustStore, Verifier,
};
use trustslot_fuzz::support::extensions::{CLIENT_AUTH, SERVER_AUTH};
use trustslot_fuzz::support::{Issued, Key, NOW, der, intermediate, leaf, names, root};
use trustslot_fuzz::toy;

/// The certificates of the CAs, made once.
struct Cas {
    vendor: Issued,
    vendor_ca: Issued,
    operator: Issued,
    operator_ca: Issued,
    vendor_impostor: Issued,
    operator_impostor: Issued,
    ca_of_impostor: Issued,
    phone: Issued,
    stranger: Issued,
}

static CAS: LazyLock<Cas> = LazyLock::new(|| {
    let ca = |name: &str, key| root(name).key(Key::toy(key)).self_signed();
    let vendor = ca("Example Phones Root CA", 1);
    let operator = ca("Example Telephony", 3);
    let vendor_impostor = ca("Example Phones Root CA", 5);
    let phone = leaf("x").cn("001565999999").eku(&[CLIENT_AUTH]).key(Key::toy(8));
    Cas {
        vendor_ca: intermediate("Example Phones CA 2").key(Key::toy(2)).signed_by(&vendor),
        operator_ca: intermediate("Example Telephony 2").key(Key::toy(4)).signed_by(&operator),
        operator_impostor: ca("Example Telephony", 6),
        ca_of_impostor: intermediate("Example Phones CA 2")
            .key(Key::toy(7))
            .signed_by(&vendor_impostor),
        phone: phone.signed_by(&vendor),
        stranger: ca("Nobody", 9),
        vendor,
        operator,
        vendor_impostor,
    }
});

/// What the client presents.
pub fn presented(plan: &Plan) -> Vec<Vec<u8>> {
    let cas = &*CAS;
    let mut certificates = vec![phone(plan).der];
    if let Some(bit) = plan.damage {
        let own = &mut certificates[0];
        let at = bit * 7 % own.len();
        own[at] ^= 1 << (bit & 7);
    }
    let sent: &[&Issued] = match plan.issuer {
        Issuer::VendorCaSent => &[&cas.vendor_ca],
        Issuer::OperatorCaSent => &[&cas.operator_ca],
        Issuer::VendorImpostor => &[&cas.vendor_impostor],
        Issuer::OperatorImpostor => &[&cas.operator_impostor],
        Issuer::CaOfImpostor => &[&cas.ca_of_impostor, &cas.vendor_impostor],
        Issuer::Phone => &[&cas.phone],
        _ => &[],
    };
    let junk = plan.junk.then_some(&cas.stranger);
    certificates.extend(sent.iter().copied().chain(junk).map(|issued| issued.der.clone()));
    certificates
}

fn issuer(plan: &Plan) -> Option<&'static Issued> {
    let cas = &*CAS;
    Some(match plan.issuer {
        Issuer::Vendor => &cas.vendor,
        Issuer::VendorCaSent | Issuer::VendorCaSupplied | Issuer::VendorCaMissing => &cas.vendor_ca,
        Issuer::Operator => &cas.operator,
        Issuer::OperatorCaSent => &cas.operator_ca,
        Issuer::VendorImpostor => &cas.vendor_impostor,
        Issuer::OperatorImpostor => &cas.operator_impostor,
        Issuer::CaOfImpostor => &cas.ca_of_impostor,
        Issuer::Phone => &cas.phone,
        Issuer::Itself => return None,
    })
}

/// The phone's certificate.
fn phone(plan: &Plan) -> Issued {
    let value = match plan.text {
        Text::Utf8 => der::utf8(&plan.common_name),
        Text::Printable => der::printable(&plan.common_name),
        Text::Bmp => der::bmp(&plan.common_name),
    };
    let second = plan.second.map(|text| names::rdn(names::COMMON_NAME, &der::utf8(text)));
    let parts: Vec<Vec<u8>> =
        [names::rdn(names::COMMON_NAME, &value)].into_iter().chain(second).collect();
    let purpose = if plan.fault == Fault::ForServers { SERVER_AUTH } else { CLIENT_AUTH };
    let mut phone = leaf("x").key(Key::toy(20)).subject(names::name(&parts)).eku(&[purpose]);
    match plan.fault {
        Fault::Expired => phone = phone.expired(),
        Fault::NotYetValid => phone = phone.not_yet_valid(),
        Fault::Critical => phone = phone.unknown_critical_extension(),
        Fault::Forged => phone = phone.corrupt_signature(),
        Fault::None | Fault::ForServers => {}
    }
    match issuer(plan) {
        Some(issuer) => phone.signed_by(issuer),
        None => phone.self_signed(),
    }
}

fn blocked(plan: &Plan) -> BlockList {
    let mut list = BlockList::new();
    let Ok(own) = Certificate::from_der(&phone(plan).der) else {
        return list;
    };
    let read = |issued: &Issued| Certificate::from_der(&issued.der).expect("a certificate");
    match plan.blocked {
        Blocked::None => {}
        Blocked::Certificate => list.block_certificate(&own),
        Blocked::Key => list.block_key_of(&own),
        Blocked::SerialNumber => {
            if let Some(issuer) = issuer(plan) {
                list.block_serial_number(&read(issuer), own.serial_number());
            }
        }
        Blocked::KeyOfCa => {
            list.block_key_of(&read(&CAS.vendor_ca));
            list.block_key_of(&read(&CAS.operator_ca));
        }
        Blocked::Other => list.block_certificate(&read(&CAS.phone)),
    }
    list
}

fn verifiers(plan: &Plan) -> (Verifier, Verifier) {
    let store = |ca: &Issued| {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        let ca = Certificate::from_der(&ca.der).expect("a certificate");
        store.add(&Bundle::from(ca)).expect("room");
        store
    };
    let of = |ca| Verifier::with_algorithms(store(ca), plan.policy, toy::ALGORITHMS);
    let supplied = (plan.issuer == Issuer::VendorCaSupplied)
        .then(|| Certificate::from_der(&CAS.vendor_ca.der).expect("a certificate"));
    let (vendor, operator) = (of(&CAS.vendor).with_intermediates(supplied), of(&CAS.operator));
    match plan.by {
        By::Both => (vendor, operator),
        By::Vendor => (vendor.with_block_list(blocked(plan)), operator),
        By::Operator => (vendor, operator.with_block_list(blocked(plan))),
    }
}

pub fn classifier(plan: &Plan) -> DeviceClassifier {
    let (vendor, operator) = verifiers(plan);
    let mut classifier = DeviceClassifier::new(vendor);
    if plan.has_operator {
        classifier = classifier.with_operator(operator);
    }
    if plan.by == By::Both {
        classifier = classifier.with_block_list(blocked(plan));
    }
    classifier
}

/// The block list is passed before the operator's verifier, together with another.
pub fn classifier_in_other_order(plan: &Plan) -> DeviceClassifier {
    let (vendor, operator) = verifiers(plan);
    let mut classifier = DeviceClassifier::new(vendor);
    if plan.by == By::Both {
        classifier = classifier.with_block_list(BlockList::new()).with_block_list(blocked(plan));
    }
    if plan.has_operator {
        classifier = classifier.with_operator(operator);
    }
    classifier
}

/// The device that the chain shows.
pub fn expected(plan: &Plan) -> Device {
    let has_ca = matches!(
        plan.issuer,
        Issuer::VendorCaSent | Issuer::VendorCaSupplied | Issuer::OperatorCaSent
    );
    let is_vendors =
        matches!(plan.issuer, Issuer::Vendor | Issuer::VendorCaSent | Issuer::VendorCaSupplied);
    let is_operators = matches!(plan.issuer, Issuer::Operator | Issuer::OperatorCaSent);
    // The list of the vendor's verifier counts for every client, and that of the operator's for the operator's.
    let counts = match plan.by {
        By::Both | By::Vendor => true,
        By::Operator => is_operators,
    };
    let is_blocked = counts
        && match plan.blocked {
            Blocked::Certificate | Blocked::Key | Blocked::SerialNumber => true,
            Blocked::KeyOfCa => has_ca && (is_vendors || plan.by != By::Vendor),
            Blocked::None | Blocked::Other => false,
        };
    let is_good = plan.fault == Fault::None && plan.clock == Clock::set(NOW) && !is_blocked;
    let mac = mac::of(plan.last_common_name());
    match (is_vendors, is_operators && plan.has_operator) {
        (true, _) if is_good => mac.map_or(Device::Generic, |mac| Device::Unique { mac }),
        (_, true) if is_good => Device::Custom { mac },
        _ => Device::Foreign,
    }
}
