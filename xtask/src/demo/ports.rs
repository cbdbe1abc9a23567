//! The three ports of the demo, on this machine only.

use std::{
    fmt,
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddrV4, TcpListener},
};

use anyhow::Context as _;

use crate::trouble::Trouble;

/// An address on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address(SocketAddrV4);

impl Address {
    fn at(port: u16) -> Self {
        Self(SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))
    }

    /// The address as a browser takes it, without a slash at the end: an origin.
    pub(super) fn url(self) -> String {
        format!("http://{}", self.0)
    }

    /// The address to connect to.
    pub(super) fn socket(self) -> SocketAddrV4 {
        self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

/// Where each of the three listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ports {
    /// The stand-in for FreshPortal's order screen.
    pub(super) order_screen: Address,
    /// The proxy.
    pub(super) proxy: Address,
    /// The stand-in for TrackOnline.
    pub(super) trackonline: Address,
}

impl Ports {
    /// Three ports from `base` on, all of them free.
    pub(super) fn in_a_row(base: u16) -> anyhow::Result<Self> {
        let ports = Self {
            order_screen: Address::at(base),
            proxy: Address::at(base.saturating_add(1)),
            trackonline: Address::at(base.saturating_add(2)),
        };
        for (address, who) in [
            (ports.order_screen, "the order screen"),
            (ports.proxy, "the proxy"),
            (ports.trackonline, "the stand-in for TrackOnline"),
        ] {
            must_be_free(address, who)?;
        }
        Ok(ports)
    }

    /// Three ports that nobody uses now.
    pub(super) fn free() -> anyhow::Result<Self> {
        let listen = || TcpListener::bind(Address::at(0).socket()).context("no port on this machine is free");
        // All three are held before one is let go, so that they differ.
        let held = [listen()?, listen()?, listen()?];
        let mut addresses = Vec::new();
        for listener in &held {
            let port = listener.local_addr().context("a port does not know its number")?.port();
            addresses.push(Address::at(port));
        }
        let [order_screen, proxy, trackonline] = addresses.as_slice() else {
            return Err(Trouble::new("Three free ports cannot be found.").into());
        };
        Ok(Self { order_screen: *order_screen, proxy: *proxy, trackonline: *trackonline })
    }
}

fn must_be_free(address: Address, who: &str) -> anyhow::Result<()> {
    let port = address.socket().port();
    match TcpListener::bind(address.socket()) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            Err(Trouble::new(format!("Port {port}, where {who} would listen, is taken by another program."))
                .remedy("stop that program (another demo, perhaps), or take other ports: `cargo xtask demo --port-base 7500`")
                .into())
        }
        Err(error) => Err(Trouble::new(format!("Port {port}, where {who} would listen, cannot be used: {error}."))
            .remedy("take other ports: `cargo xtask demo --port-base 7500`")
            .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_its_use_and_the_remedy() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = taken.local_addr().expect("its number").port();
        let error = must_be_free(Address::at(port), "the proxy").expect_err("it is taken").to_string();
        assert!(error.contains(&format!("Port {port}")) && error.contains("the proxy"), "{error}");
        assert!(error.contains("--port-base"), "{error}");
    }

    #[test]
    fn free_ports_differ_and_can_be_listened_on() {
        let ports = Ports::free().expect("three ports");
        let addresses = [ports.order_screen, ports.proxy, ports.trackonline];
        let listeners: Vec<_> = addresses
            .iter()
            .map(|address| TcpListener::bind(address.socket()).expect("it is free"))
            .collect();
        assert_eq!(listeners.len(), 3);
    }

    #[test]
    fn an_address_is_an_origin() {
        assert_eq!(Address::at(7400).url(), "http://127.0.0.1:7400");
    }
}
