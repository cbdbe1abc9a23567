use super::*;

#[test]
fn whatever_goes_wrong_nothing_is_lost_and_nothing_is_doubled() {
    for seed in 0..200 {
        let ended = simulate(seed, false);
        assert_eq!(ended.broken, None, "`cargo xtask sim --seed {seed}` tells how it came about");
    }
}

#[test]
fn a_seed_gives_the_same_simulation_every_time() {
    let (one, two) = (simulate(11, true), simulate(11, true));
    assert_eq!(one.trace, two.trace);
    assert!(one.trace.len() > 100);
}
