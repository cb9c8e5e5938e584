use super::super::constraints::Constraints;
use super::super::mailbox::{Mailbox, fits};
use super::super::relation::Relation;
use super::certificate::element;

#[test]
fn forms_of_a_constraint() {
    use Relation::{OddConstraint, Outside, Within};
    // address, constraint, permitted, excluded
    let rows = [
        ("a@example.com", "a@example.com", Within, Within),
        ("A@example.com", "a@example.com", Outside, Within),
        ("a@EXAMPLE.com", "a@example.com", Within, Within),
        ("b@example.com", "a@example.com", Outside, Outside),
        ("a@example.org", "a@example.com", Outside, Outside),
        ("a@example.com", "Example.com", Within, Within),
        ("a@b.example.com", "example.com", Outside, Outside),
        ("a@b.example.com", ".example.com", Within, Within),
        ("a@c.b.example.com", ".example.com", Within, Within),
        ("a@example.com", ".example.com", Outside, Outside),
        ("a@badexample.com", ".example.com", Outside, Outside),
        ("a@example.com", "", OddConstraint, OddConstraint),
        ("a@example.com", "@", OddConstraint, OddConstraint),
        ("a@example.com", "a@", OddConstraint, OddConstraint),
        ("a@example.com", "@example.com", OddConstraint, OddConstraint),
        ("a@example.com", ".", OddConstraint, OddConstraint),
        ("a@example.com", "example.com.", OddConstraint, OddConstraint),
        ("a@example.com", "*.com", OddConstraint, OddConstraint),
        ("a@example.com", "example.com\0", OddConstraint, OddConstraint),
    ];
    for (address, base, permitted, excluded) in rows {
        let mailbox = Mailbox::read(address.as_bytes()).expect(address);
        let relate = |is_excluded| fits(&mailbox, base.as_bytes(), is_excluded);
        assert_eq!((relate(false), relate(true)), (permitted, excluded), "{address} to {base:?}");
    }
}

#[test]
fn local_parts() {
    let long = |length| format!("{}@example.com", "a".repeat(length));
    assert!(Mailbox::read(long(308).as_bytes()).is_some());
    assert!(Mailbox::read(long(309).as_bytes()).is_none(), "longer than any mail address");
    let odd = [
        "",
        "@",
        "a",
        "a@",
        "@b",
        "a@b@c",
        "\"a@b\"@c",
        "\"a@c",
        "a\\@c",
        "a\\",
        "a b@c",
        "a@b.",
        "a@[::1]",
    ];
    for address in odd {
        assert!(Mailbox::read(address.as_bytes()).is_none(), "{address}");
    }
}

#[test]
fn an_encoded_host_is_not_decoded() {
    let host = format!("a@xn--{}", "a".repeat(520));
    assert!(Mailbox::read(host.as_bytes()).is_none(), "longer than a label");
    let dots = format!("a@xn--{}", ".".repeat(600));
    assert!(Mailbox::read(dots.as_bytes()).is_none(), "empty labels");
}

#[test]
fn two_mailboxes_with_one_local_part() {
    let subtree = |base: &str| element(0x30, &element(0x81, base.as_bytes()));
    let excluded = [subtree("a@example.com"), subtree("a@example.org")].concat();
    let constraints = Constraints::new(&[], &excluded);
    for (address, is_allowed) in [
        ("a@example.com", false),
        ("a@example.org", false),
        ("a@example.net", true),
        ("b@example.com", true),
    ] {
        let answer = constraints.check_mail_address(address.as_bytes());
        assert_eq!(answer.is_ok(), is_allowed, "{address}");
    }
}
