//! Object identifiers for programs and for people.

use super::display::dotted;
use crate::bytes::der::has_whole_arcs;
use crate::bytes::oid_names;
use crate::message::Text;
use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

/// An object identifier of a certificate: an extension, a purpose or an algorithm (X.660).
///
/// ```
/// use trustslot::Bundle;
///
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// let chain = Bundle::parse("chain.pem", file)?;
/// let server = chain.iter().next().unwrap();
/// let purpose = server.purposes().and_then(|mut purposes| purposes.next()).unwrap();
/// assert_eq!((purpose.name(), &*purpose.dotted()), (Some("TLS server"), "1.3.6.1.5.5.7.3.1"));
/// assert_eq!(purpose.to_string(), "TLS server");
/// assert_eq!(format!("{purpose:#}"), "TLS server (1.3.6.1.5.5.7.3.1)");
/// # Ok::<(), trustslot::BundleError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ObjectId<'a>(Cow<'a, [u8]>);

impl<'a> ObjectId<'a> {
    /// The contents bytes of an OBJECT IDENTIFIER whose encoding has been checked.
    pub(crate) const fn new(contents: &'a [u8]) -> Self {
        Self(Cow::Borrowed(contents))
    }

    /// The identifier with these contents bytes (X.690 §8.19); `None` if they are no complete arcs without padding.
    ///
    /// ```
    /// use trustslot::ObjectId;
    ///
    /// let id = ObjectId::from_bytes(b"\x55\x1d\x36").unwrap();
    /// assert_eq!(format!("{id:#}"), "inhibitAnyPolicy (2.5.29.54)");
    /// assert!(ObjectId::from_bytes(b"\x55\x80\x01").is_none());
    /// ```
    pub fn from_bytes(contents: &'a [u8]) -> Option<Self> {
        has_whole_arcs(contents).then_some(Self::new(contents))
    }

    /// The same identifier, copied out of its certificate.
    pub fn into_owned(self) -> ObjectId<'static> {
        ObjectId(Cow::Owned(self.0.into_owned()))
    }

    /// Its name for people, such as `TLS server` or `inhibitAnyPolicy`; `None` if this crate has none.
    pub fn name(&self) -> Option<&'static str> {
        oid_names::name(&self.0)
    }

    /// Its name as a text of a message.
    pub(crate) fn text(&self) -> Option<Text> {
        oid_names::text(&self.0)
    }

    /// Its dotted form, such as `2.5.29.54`, cut to 100 characters.
    pub fn dotted(&self) -> String {
        dotted(&self.0)
    }

    /// The contents bytes of its DER encoding (X.690 §8.19).
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The name, or the dotted form if there is none. The alternate form, `{:#}`, has both.
impl fmt::Display for ObjectId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(name) if f.alternate() => write!(f, "{name} ({})", self.dotted()),
            Some(name) => name.write(f),
            None => f.write_str(&self.dotted()),
        }
    }
}

impl fmt::Debug for ObjectId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectId({})", self.dotted())
    }
}
