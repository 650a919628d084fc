use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Guard;

/// Where the addresses of a name come from.
pub trait Names: Send + Sync {
    /// The addresses of the name, as they are now.
    fn look_up(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The names that the machine knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn look_up(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 443)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Gives the client only addresses that the guard lets through. The client connects to these and looks
/// nothing up itself, so a name cannot mean one machine when it is checked and another when it is called.
pub struct GuardedNames {
    pub names: Arc<dyn Names>,
    pub guard: Guard,
}

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.names.look_up(name.as_str());
        let guard = self.guard.clone();
        Box::pin(async move {
            let mut addresses = found.await?;
            addresses.retain(|address| guard.lets_through(*address));
            if addresses.is_empty() {
                return Err("the name leads to no machine on the public internet".into());
            }
            // The port is the address's own.
            let addresses: Addrs = Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}
