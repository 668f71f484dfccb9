//! Roots and proofs.

use crate::grown::Grown;
use domain::ledger::hash::{Hash32, empty_root};
use domain::ledger::tree::{
    Frontier, ProofError, consistency_proof, inclusion_proof, root, verify_consistency,
    verify_inclusion,
};
use proptest::prelude::*;

fn hash(hex: &str) -> Hash32 {
    Hash32::from_hex(hex).unwrap()
}

/// The leaves and roots that implementations of RFC 6962 have in common.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// Roots over `entry 0`, `entry 1`, …, computed by golang.org/x/mod/sumdb/tlog.
const GO_ROOTS: [(u64, &str); 8] = [
    (
        1,
        "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701",
    ),
    (
        255,
        "cf66793e6329dff242eb3cee0a6f36ad3e3a196dcc573a1ec775e102be863f1c",
    ),
    (
        256,
        "da6596d95369f5fef322ab8e4e0da3b0b50236aa9c8a3b1d246f7411c9e2e32e",
    ),
    (
        257,
        "5c1fdfe835358022f2392de478dbe053fc130cfe1d3a082879a90cf6bf14bf7e",
    ),
    (
        65_535,
        "b8cd5046a19969bdc7e89289272390b40dd66ab18a7866c20b8920a6752668a5",
    ),
    (
        65_536,
        "07b1a377960a4e12e3348d6e9329ae6316a95b02fb1c22e909231b3aa44861a7",
    ),
    (
        65_537,
        "b99c570aaf13b96e026383e8e252e69c7142b3ad7e6e0264f3dc10dfd884d8c5",
    ),
    (
        70_000,
        "a3920fba7f239a071a9bd10721f1341addefbaededb41c7e24437a9d16bdf00a",
    ),
];

#[test]
fn the_vectors_of_rfc_6962() {
    let mut log = Grown::default();
    assert_eq!(log.frontier.root(), empty_root());
    for (leaf, expected) in LEAVES.iter().zip(ROOTS) {
        log.append(leaf);
        assert_eq!(log.frontier.root(), hash(expected));
    }
    let inner = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    let path = [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        inner,
        ROOTS[3],
    ];
    assert_eq!(inclusion_proof(5, 8, &log), Ok(path.map(hash).to_vec()));
    let growth = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        inner,
        ROOTS[3],
    ];
    assert_eq!(consistency_proof(6, 8, &log), Ok(growth.map(hash).to_vec()));
}

#[test]
fn roots_at_the_edges_of_tiles_equal_those_of_another_implementation() {
    let log = Grown::of(70_000);
    let tiles = log.tiles();
    for (size, expected) in GO_ROOTS {
        assert_eq!(root(size, &log), Ok(hash(expected)), "{size}");
    }
    assert_eq!(log.frontier.root(), hash(GO_ROOTS[7].1));
    assert_eq!(root(70_000, &tiles), Ok(hash(GO_ROOTS[7].1)));
    for index in [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let proof = inclusion_proof(index, 70_000, &tiles).unwrap();
        assert_eq!(Ok(proof.clone()), inclusion_proof(index, 70_000, &log));
        let checked = verify_inclusion(log.leaf(index), index, 70_000, &proof, log.frontier.root());
        assert_eq!(checked, Ok(()));
    }
}

/// Every leaf of every tree, and every pair of sizes, up to a size that crosses all shapes.
#[test]
fn every_proof_of_the_small_trees_verifies_and_fits_no_other_place() {
    let log = Grown::of(40);
    let roots: Vec<_> = (0..=40).map(|size| root(size, &log).unwrap()).collect();
    for size in 1..=40 {
        for index in 0..size {
            let proof = inclusion_proof(index, size, &log).unwrap();
            let check =
                |at, of| verify_inclusion(log.leaf(index), at, of, &proof, roots[of as usize]);
            assert_eq!(check(index, size), Ok(()));
            let elsewhere = (0..size).filter(|other| *other != index);
            assert!(
                elsewhere
                    .into_iter()
                    .all(|other| check(other, size).is_err())
            );
            assert_eq!(check(size, size), Err(ProofError::Outside));
        }
        for old in 0..=size {
            let proof = consistency_proof(old, size, &log).unwrap();
            let check = |old: u64| {
                verify_consistency(old, size, &proof, roots[old as usize], roots[size as usize])
            };
            assert_eq!(check(old), Ok(()), "{old} {size}");
            for other in 1..size {
                // No proof is needed, and none is used, from nothing and to the tree itself.
                let same = other == old || (proof.is_empty() && other == size);
                assert_eq!(check(other).is_ok(), same, "{old} {other} {size}");
            }
        }
    }
}

#[test]
fn a_proof_has_one_length() {
    let log = Grown::of(13);
    let root = log.frontier.root();
    let mut proof = inclusion_proof(12, 13, &log).unwrap();
    let check = |proof: &[Hash32]| verify_inclusion(log.leaf(12), 12, 13, proof, root);
    assert_eq!(check(&proof[..1]), Err(ProofError::Length));
    proof.push(Hash32::ZERO);
    assert_eq!(check(&proof), Err(ProofError::Length));
    let check = |old, proof: &[Hash32]| verify_consistency(old, 13, proof, root, root);
    assert_eq!(check(8, &[]), Err(ProofError::Length));
    assert_eq!(check(6, &[]), Err(ProofError::Length));
    assert_eq!(check(0, &[root]), Err(ProofError::Length));
    assert_eq!(check(13, &[root]), Err(ProofError::Length));
    assert_eq!(check(14, &[]), Err(ProofError::Outside));
    assert_eq!(
        verify_consistency(0, 13, &[], Hash32::ZERO, root),
        Err(ProofError::Root)
    );
    assert_eq!(
        verify_consistency(0, 0, &[], root, root),
        Err(ProofError::Root)
    );
}

#[test]
fn the_edge_of_a_tree_is_restored() {
    let mut whole = Grown::default();
    for number in 0..100u64 {
        let edge = Frontier::of(number, &whole).unwrap();
        assert_eq!(edge, whole.frontier);
        assert_eq!(Frontier::restore(number, edge.peaks().to_vec()), Some(edge));
        whole.append(&number.to_be_bytes());
    }
    assert_eq!(Frontier::restore(3, vec![Hash32::ZERO]), None);
    assert_eq!(Frontier::restore(u64::MAX, vec![Hash32::ZERO; 64]), None);
}

/// The hash with one bit turned.
fn flipped(hash: Hash32, bit: usize) -> Hash32 {
    let mut bytes = hash.0;
    bytes[bit / 8 % 32] ^= 1 << (bit % 8);
    Hash32(bytes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn proofs_verify_and_a_turned_bit_does_not(
        size in 1u64..600, seed in any::<(u64, u64, usize, usize)>(),
    ) {
        let log = Grown::of(size);
        let (index, old) = (seed.0 % size, seed.1 % size + 1);
        let (new_root, leaf) = (log.frontier.root(), log.leaf(index));
        let proof = inclusion_proof(index, size, &log).unwrap();
        prop_assert_eq!(verify_inclusion(leaf, index, size, &proof, new_root), Ok(()));
        let wrong = Err(ProofError::Root);
        let bit = seed.2 % 256;
        prop_assert_eq!(verify_inclusion(flipped(leaf, bit), index, size, &proof, new_root), wrong);
        prop_assert_eq!(verify_inclusion(leaf, index, size, &proof, flipped(new_root, bit)), wrong);
        if !proof.is_empty() {
            let mut bent = proof;
            let at = seed.3 % bent.len();
            bent[at] = flipped(bent[at], bit);
            prop_assert_eq!(verify_inclusion(leaf, index, size, &bent, new_root), wrong);
        }
        let old_root = root(old, &log).unwrap();
        let mut growth = consistency_proof(old, size, &log).unwrap();
        let check = |growth: &[Hash32], a, b| verify_consistency(old, size, growth, a, b);
        prop_assert_eq!(check(&growth, old_root, new_root), Ok(()));
        prop_assert_eq!(check(&growth, flipped(old_root, bit), new_root), wrong);
        prop_assert_eq!(check(&growth, old_root, flipped(new_root, bit)), wrong);
        if !growth.is_empty() {
            let at = seed.3 % growth.len();
            growth[at] = flipped(growth[at], bit);
            prop_assert_eq!(check(&growth, old_root, new_root), wrong);
        }
    }
}
