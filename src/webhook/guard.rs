//! Which addresses deliveries may go to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use url::{Host, Url};

/// Longest address of a webhook, in characters.
const URL_MAX: usize = 2_000;

/// Networks in which no receiver of the public internet stands (RFC 6890 and its successors).
const CLOSED_V4: [(Ipv4Addr, u8); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),           // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // behind a carrier's NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // this machine
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, with the metadata of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // relays of 6to4
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// The same within the global unicast addresses of IPv6; everything outside of those is closed.
const CLOSED_V6: [(Ipv6Addr, u8); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];
const GLOBAL_UNICAST: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
const NAT64: (Ipv6Addr, u8) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);
const SIX_TO_FOUR: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16);

/// A network, such as `10.1.0.0/16` or `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    length: u8,
}

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => within_v4(address, (network, self.length)),
            (IpAddr::V6(network), IpAddr::V6(address)) => within_v6(address, (network, self.length)),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a network, such as 10.1.0.0/16 or fd00::/8";
        let (address, length) = text.split_once('/').ok_or(FORM)?;
        let address: IpAddr = address.parse().map_err(|_| FORM)?;
        let length: u8 = length.parse().map_err(|_| FORM)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        if length <= longest { Ok(Self { address, length }) } else { Err(FORM) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

fn within_v4(address: Ipv4Addr, (network, length): (Ipv4Addr, u8)) -> bool {
    let shift = 32 - u32::from(length);
    let prefix = |address: Ipv4Addr| u32::from(address).checked_shr(shift).unwrap_or_default();
    prefix(address) == prefix(network)
}

fn within_v6(address: Ipv6Addr, (network, length): (Ipv6Addr, u8)) -> bool {
    let shift = 128 - u32::from(length);
    let prefix = |address: Ipv6Addr| u128::from(address).checked_shr(shift).unwrap_or_default();
    prefix(address) == prefix(network)
}

/// Why an address of a webhook cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It is no address, or longer than 2000 characters.
    #[error("It is no address of the web.")]
    Unreadable,
    /// Not encrypted.
    #[error("It must start with https://.")]
    NotHttps,
    /// A user or a password in it would be stored and shown.
    #[error("It must not hold a user or a password.")]
    Credentials,
    /// A fragment never reaches the receiver.
    #[error("It must not hold a fragment (#).")]
    Fragment,
    /// Ports below belong to other services.
    #[error("Its port must be 443, or 1024 and above.")]
    Port,
    /// The machine is none of the public internet.
    #[error("It must name a machine on the public internet.")]
    NotPublic,
}

/// Lets deliveries go to public machines, and to those of networks that the settings allow all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    allowed: Vec<Network>,
}

impl Guard {
    /// A guard that lets these networks through, too.
    #[must_use]
    pub fn new(allowed: Vec<Network>) -> Self {
        Self { allowed }
    }

    /// Whether a connection may be made to this address.
    #[must_use]
    pub fn lets_through(&self, address: IpAddr) -> bool {
        let plain = address.to_canonical();
        is_public(address) || self.allowed.iter().any(|network| network.contains(plain))
    }

    /// Reads the address of a webhook. A host that is a name is not looked up: that is done when a
    /// connection is made, each time anew.
    pub fn check(&self, url: &str) -> Result<Url, AddressFault> {
        let too_long = url.chars().count() > URL_MAX;
        let url = Url::parse(url).map_err(|_| AddressFault::Unreadable)?;
        if url.scheme() != "https" {
            return Err(AddressFault::NotHttps);
        }
        if too_long {
            return Err(AddressFault::Unreadable);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressFault::Credentials);
        }
        if url.fragment().is_some() {
            return Err(AddressFault::Fragment);
        }
        if url.port().is_some_and(|port| port < 1024) {
            return Err(AddressFault::Port);
        }
        // Every way to write a number (decimal, octal, hexadecimal, short) has become an address by now.
        let open = match url.host() {
            Some(Host::Ipv4(address)) => self.lets_through(address.into()),
            Some(Host::Ipv6(address)) => self.lets_through(address.into()),
            Some(Host::Domain(name)) => !name.is_empty(),
            None => false,
        };
        if open { Ok(url) } else { Err(AddressFault::NotPublic) }
    }
}

/// Whether an address belongs to the public internet. An address of IPv6 that stands for one of IPv4 is
/// as public as that one.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !CLOSED_V4.iter().any(|network| within_v4(address, *network)),
        IpAddr::V6(address) => match standing_for(address) {
            Some(inner) => is_public(inner.into()),
            None => {
                within_v6(address, GLOBAL_UNICAST)
                    && !CLOSED_V6.iter().any(|network| within_v6(address, *network))
            }
        },
    }
}

/// The address of IPv4 that one of IPv6 leads to: mapped, by NAT64, or by 6to4.
fn standing_for(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let embedded = |first: usize| {
        let bytes = address.octets().get(first..first + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        bytes.map(Ipv4Addr::from)
    };
    if let Some(mapped) = address.to_ipv4_mapped() {
        return Some(mapped);
    }
    if within_v6(address, NAT64) {
        return embedded(12);
    }
    if within_v6(address, SIX_TO_FOUR) { embedded(2) } else { None }
}
