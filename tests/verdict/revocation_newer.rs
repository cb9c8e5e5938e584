//! Which list of revoked certificates takes the place of which.

use crate::revocation::{END_ENTITY, pki};
use crate::support::crl::crl;
use trustslot::Reason;

/// RFC 5280 §5.2.4: a list of changes tells what has changed since the complete list that it names, and nothing of
/// what had changed before.
#[test]
fn changes_since_a_later_list_do_not_replace_changes_since_an_earlier_one() {
    let pki = pki();
    let complete = crl().dated("2026-04-01", "2027-01-01").signed_by(&pki.ca);
    for (older, newer, taken_back) in [
        (1, 1, true),
        (5, 1, true),
        (1, 5, false),
        (1, 2, false),
        (127, 128, false),
        (128, 127, true),
        (255, 256, false),
        (256, 255, true),
        (0, 0, true),
        (0, 1, false),
    ] {
        let revoking = crl().dated("2026-04-15", "2027-01-01");
        let revoking = revoking.revoking(&pki.leaf).delta_since(older);
        let lists = [
            pki.roots(),
            complete.clone(),
            revoking.signed_by(&pki.ca),
            crl().delta_since(newer).signed_by(&pki.ca),
        ];
        let why = format!("since {older}, then since {newer}");
        let case = pki.case(&lists);
        if taken_back {
            case.is_trusted(&why);
        } else {
            case.is_rejected(&[(Reason::Revoked, END_ENTITY)], &why);
        }
    }
}
