//! How much each caller may ask for in a minute.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::identity::Caller;

/// After so many requests, those who have not asked for long are forgotten.
const FORGET_AFTER: u32 = 1_000;

/// The time in which a rate's points come.
const MINUTE: Duration = Duration::from_mins(1);

/// Who is counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Payer {
    Subject(String),
    Address(IpAddr),
    Unknown,
}

impl Payer {
    fn of(caller: &Caller) -> Self {
        if !caller.is_anonymous() {
            return Self::Subject(caller.subject.clone());
        }
        match caller.address.map(|address| address.to_canonical()) {
            // Whoever has one address of version 6 has 2 to the 64th of them.
            Some(IpAddr::V6(address)) => {
                let network = u128::from(address) >> 64 << 64;
                Self::Address(Ipv6Addr::from(network).into())
            }
            Some(address) => Self::Address(address),
            None => Self::Unknown,
        }
    }
}

type Limiter = DefaultKeyedRateLimiter<Payer>;

/// The points that callers have spent lately: one a request, and one for each 1,000 of
/// the complexity that is executed.
#[derive(Debug, Default)]
pub struct Rates {
    anonymous: Option<Rate>,
    known: Option<Rate>,
}

/// The rate of one kind of callers.
#[derive(Debug)]
struct Rate {
    /// Points of a minute.
    points: NonZeroU32,
    limiter: Limiter,
    asked: AtomicU32,
}

impl Rate {
    fn new(points: u32) -> Option<Self> {
        let points = NonZeroU32::new(points)?;
        let limiter = RateLimiter::keyed(Quota::per_minute(points));
        Some(Self { points, limiter, asked: AtomicU32::new(0) })
    }

    /// Spends points, or tells when so many more than these will be there.
    fn spend(&self, payer: &Payer, points: NonZeroU32, more: u32) -> Result<(), Duration> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % FORGET_AFTER == FORGET_AFTER - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        // A request that costs more than a minute has is let in by a caller who has a whole minute left, all of it.
        let most = self.points.get() - more.min(self.points.get());
        let Some(points) = NonZeroU32::new(points.get().min(most)) else { return Ok(()) };
        match self.limiter.check_key_n(payer, points) {
            Ok(Err(early)) => {
                let wait = early.wait_time_from(self.limiter.clock().now());
                Err(wait + MINUTE * more / self.points.get())
            }
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

impl Rates {
    /// Lets each address without a token, and each subject, spend so many points a minute,
    /// or all of them at once; 0 for no limit.
    #[must_use]
    pub fn new(anonymous: u32, known: u32) -> Self {
        Self { anonymous: Rate::new(anonymous), known: Rate::new(known) }
    }

    /// Spends the point that each request costs, or tells how long to wait for it.
    pub fn spend_one(&self, caller: &Caller) -> Result<(), Duration> {
        self.spend(caller, 1, 0)
    }

    /// Spends the points of what a request asks for. The wait is for those and for the one that the same
    /// request costs when it is sent again: whoever waits so long gets through.
    pub fn spend_rest(&self, caller: &Caller, points: u32) -> Result<(), Duration> {
        self.spend(caller, points, 1)
    }

    fn spend(&self, caller: &Caller, points: u32, more: u32) -> Result<(), Duration> {
        let rate = if caller.is_anonymous() { &self.anonymous } else { &self.known };
        match (rate, NonZeroU32::new(points)) {
            (Some(rate), Some(points)) => rate.spend(&Payer::of(caller), points, more),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Caller {
        Caller { address: Some(address.parse().expect("an address")), ..Caller::anonymous() }
    }

    fn named(subject: &str) -> Caller {
        Caller { subject: subject.to_owned(), ..at("192.0.2.1") }
    }

    #[test]
    fn each_address_and_each_subject_has_points_of_its_own() {
        let rates = Rates::new(2, 3);
        for _ in 0..2 {
            assert_eq!(rates.spend(&at("192.0.2.1"), 1, 0), Ok(()));
        }
        let wait = rates.spend(&at("192.0.2.1"), 1, 0).expect_err("all points are spent");
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(30), "{wait:?}");
        assert!(rates.spend(&at("::ffff:192.0.2.1"), 1, 0).is_err(), "the same address");
        assert_eq!(rates.spend(&at("192.0.2.2"), 2, 0), Ok(()));
        assert_eq!(rates.spend(&named("lone"), 3, 0), Ok(()));
        assert!(rates.spend(&named("lone"), 1, 0).is_err());
        assert_eq!(rates.spend(&named("per"), 1, 0), Ok(()));
    }

    #[test]
    fn addresses_of_one_network_are_counted_together() {
        let rates = Rates::new(2, 0);
        assert_eq!(rates.spend(&at("2001:db8:1:2::1"), 1, 0), Ok(()));
        assert_eq!(rates.spend(&at("2001:db8:1:2:ffff::9"), 1, 0), Ok(()));
        assert!(rates.spend(&at("2001:db8:1:2::77"), 1, 0).is_err());
        assert_eq!(rates.spend(&at("2001:db8:1:3::1"), 1, 0), Ok(()));
    }

    #[test]
    fn no_limit_is_none_and_what_costs_more_than_a_minute_takes_a_whole_one() {
        let free = Rates::new(0, 0);
        assert_eq!(free.spend(&at("192.0.2.1"), u32::MAX, 0), Ok(()));
        let rates = Rates::new(5, 5);
        assert_eq!(rates.spend(&at("192.0.2.1"), 1_000, 0), Ok(()));
        assert!(rates.spend(&at("192.0.2.1"), 1, 0).is_err());
    }

    #[test]
    fn who_waits_as_long_as_told_has_the_points_of_the_whole_request() {
        let rates = Rates::new(60, 0);
        let caller = at("192.0.2.1");
        assert_eq!((rates.spend_one(&caller), rates.spend_rest(&caller, 60)), (Ok(()), Ok(())));
        let one = rates.spend_one(&caller).expect_err("all are spent");
        let whole = rates.spend_rest(&caller, 4).expect_err("all are spent");
        assert!(one > Duration::from_millis(900) && one <= Duration::from_secs(1), "{one:?}");
        assert!(whole > Duration::from_millis(4_900) && whole <= Duration::from_secs(5), "{whole:?}");
        // What costs more than there ever is takes all of it, the first point included.
        let dear = Rates::new(60, 0);
        assert_eq!((dear.spend_one(&caller), dear.spend_rest(&caller, 100)), (Ok(()), Ok(())));
        let again = dear.spend_rest(&caller, 100).expect_err("all are spent");
        assert!(again > Duration::from_secs(59) && again <= Duration::from_mins(1), "{again:?}");
    }

    #[test]
    fn those_who_have_not_asked_for_long_are_forgotten() {
        let rates = Rates::new(60_000_000, 0);
        for number in 0..5_000_u32 {
            let caller = Caller { address: Some(IpAddr::V4(number.into())), ..Caller::anonymous() };
            assert_eq!(rates.spend(&caller, 1, 0), Ok(()));
        }
        let kept = rates.anonymous.as_ref().map_or(0, |rate| rate.limiter.len());
        assert!(kept <= FORGET_AFTER as usize + 1, "{kept} callers are kept");
    }
}
