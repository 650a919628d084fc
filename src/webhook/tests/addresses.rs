use std::net::IpAddr;

use super::*;

fn open(address: &str) -> bool {
    let address: IpAddr = address.parse().unwrap_or_else(|_| panic!("{address} is no address"));
    Guard::default().lets_through(address)
}

#[test]
fn addresses_of_the_public_internet_are_open() {
    for address in [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:400f::1",
        "2001:4860:4860::8888",
        "::ffff:1.1.1.1",
        "64:ff9b::101:101",
        "2002:101:101::1",
    ] {
        assert!(open(address), "{address}");
    }
}

#[test]
fn addresses_of_closed_networks_are_not() {
    for address in [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "100::1",
        "64:ff9b:1::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "3fff::1",
        "4000::1",
        // Those that stand for a closed address of IPv4.
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",
        "2002:c0a8:101::1",
    ] {
        assert!(!open(address), "{address}");
    }
}

#[test]
fn addresses_are_read_however_their_host_is_written() {
    let fault = |url: &str| Guard::default().check(url).err();
    for (url, expected) in [
        ("https://example.dk/hook", None),
        ("https://example.dk:443/hook?key=1", None),
        ("https://example.dk:8443/", None),
        ("https://sundhed.æøå.example/", None),
        ("https://1.1.1.1/", None),
        ("hook", Some(AddressFault::Unreadable)),
        ("https://", Some(AddressFault::Unreadable)),
        ("http://example.dk/", Some(AddressFault::NotHttps)),
        ("file:///etc/passwd", Some(AddressFault::NotHttps)),
        ("https://anna:hemmelig@example.dk/", Some(AddressFault::Credentials)),
        ("https://anna@example.dk/", Some(AddressFault::Credentials)),
        ("https://example.dk/#a", Some(AddressFault::Fragment)),
        ("https://example.dk:22/", Some(AddressFault::Port)),
        ("https://example.dk:80/", Some(AddressFault::Port)),
        ("https://127.0.0.1/", Some(AddressFault::NotPublic)),
        ("https://2130706433/", Some(AddressFault::NotPublic)),
        ("https://0x7f000001/", Some(AddressFault::NotPublic)),
        ("https://0x7f.1/", Some(AddressFault::NotPublic)),
        ("https://0177.0.0.1/", Some(AddressFault::NotPublic)),
        ("https://127.1/", Some(AddressFault::NotPublic)),
        ("https://１２７.0.0.1/", Some(AddressFault::NotPublic)),
        ("https://127.0.0.1./", Some(AddressFault::NotPublic)),
        ("https://0/", Some(AddressFault::NotPublic)),
        ("https://[::1]/", Some(AddressFault::NotPublic)),
        ("https://[::ffff:127.0.0.1]/", Some(AddressFault::NotPublic)),
        ("https://[::ffff:7f00:1]:8443/", Some(AddressFault::NotPublic)),
        ("https://[fe80::1]/", Some(AddressFault::NotPublic)),
        ("https://169.254.169.254/latest/meta-data/", Some(AddressFault::NotPublic)),
    ] {
        assert_eq!(fault(url), expected, "{url}");
    }
    let long = format!("https://example.dk/{}", "a".repeat(2_000));
    assert_eq!(fault(&long), Some(AddressFault::Unreadable));
}

#[test]
fn a_network_that_the_settings_name_is_open_and_no_other() {
    let networks = ["10.1.0.0/16", "fd00::/8"].map(|text| text.parse().expect("a network"));
    let guard = Guard::new(networks.to_vec());
    let open = |text: &str| guard.lets_through(text.parse().expect("an address"));
    assert!(open("10.1.2.3") && open("fd00::1") && open("::ffff:10.1.2.3") && open("1.1.1.1"));
    assert!(!open("10.2.0.1") && !open("127.0.0.1") && !open("fc00::1"));
    assert!(guard.check("https://10.1.2.3/").is_ok());
    for bad in ["", "10.0.0.0", "10.0.0.0/33", "fd00::/129", "x/8", "10.0.0/8"] {
        assert!(bad.parse::<Network>().is_err(), "{bad}");
    }
    let everything: Network = "0.0.0.0/0".parse().expect("a network");
    assert!(Guard::new(vec![everything]).lets_through("127.0.0.1".parse().expect("an address")));
}
