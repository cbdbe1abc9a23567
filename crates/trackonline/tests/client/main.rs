//! The client against a server that speaks raw TCP, so that it can misbehave in every way a network allows.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod decoding;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod loopback;
#[cfg(test)]
mod made_up;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod saving;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod walks;
