//! The applications of a phone that have settings for themselves.

use crate::numbered::numbered;
use core::fmt;

/// The purpose of a connection. Newer phones have certificate settings for each of these applications.
///
/// The word is the token in the names of settings: `security.auto_provision.ca_cert`.
///
/// ```
/// use trustslot::Application;
///
/// assert_eq!(Application::AutoProvision.to_string(), "auto_provision");
/// assert_eq!(Application::from_word("802_1x"), Some(Application::Ieee8021x));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Application {
    /// SIP over TLS.
    Sip,
    /// HTTPS provisioning: the server from which the phone loads its settings.
    AutoProvision,
    /// Network access with IEEE 802.1X.
    Ieee8021x,
    /// A directory over TLS.
    Ldap,
    /// Phone books over HTTPS.
    RemotePhonebook,
    /// Pages that the XML browser loads.
    XmlBrowser,
    /// Management with TR-069.
    Tr069,
    /// The vendor's device management.
    Dm,
    /// The phone's own HTTPS server.
    WebServer,
    /// The vendor's open interface. The token's meaning is not documented.
    Sopi,
    /// `BroadSoft` XMPP and Xsi.
    XmppXsi,
    /// The download library. Only its TLS version and cipher list are settings.
    DownloadLibrary,
}

numbered! {
    Application: u8 {
        Sip = 0 "sip",
        AutoProvision = 1 "auto_provision",
        Ieee8021x = 2 "802_1x",
        Ldap = 3 "ldap",
        RemotePhonebook = 4 "remote_phonebook",
        XmlBrowser = 5 "xml_browser",
        Tr069 = 6 "tr069",
        Dm = 7 "dm",
        WebServer = 8 "web_server",
        Sopi = 9 "sopi",
        XmppXsi = 10 "xmpp_xsi",
        DownloadLibrary = 11 "download_library",
    }
}

impl Application {
    /// The number of applications.
    pub const COUNT: usize = 12;

    /// The application with this token; `None` if there is none.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|application| application.word() == word)
    }

    /// True if the phone cannot be repaired through the network once this application fails: provisioning, and access
    /// to the network itself.
    pub const fn is_essential(self) -> bool {
        matches!(self, Self::AutoProvision | Self::Ieee8021x)
    }
}

impl fmt::Display for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
