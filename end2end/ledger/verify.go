// Command verify checks a public ledger with an implementation that is not the portal's own:
// golang.org/x/mod/sumdb/note and tlog, the code behind the checksum database of Go.
//
// It reads a log, stored in a folder or served under a URL, as C2SP tlog-tiles describes it: the
// signature of the checkpoint, every entry bundle, the root over all entries, every hash tile byte
// by byte, proofs read back from the tiles, and receipts in the form of C2SP tlog-proof against
// the entries that they speak of. Given a witness's key and a checkpoint that it has signed, it
// checks that cosignature too (C2SP tlog-cosignature, cosignature/v1). The exit status is 0 only
// when everything holds.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight is the number of levels in a tile of C2SP tlog-tiles: 256 hashes.
const tileHeight = 8

// fileMax bounds a file of the log: the largest is a bundle of 256 entries of 65,535 bytes.
const fileMax = 256 * (2 + 65535)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: verify FOLDER|URL VKEY [--witness VKEY FILE] [RECEIPT.tlog-proof…]")
		os.Exit(2)
	}
	rest := os.Args[3:]
	var seen *cosigned
	if len(rest) >= 3 && rest[0] == "--witness" {
		seen = &cosigned{vkey: rest[1], file: rest[2]}
		rest = rest[3:]
	}
	if err := verify(os.Args[1], os.Args[2], seen, rest); err != nil {
		fmt.Fprintln(os.Stderr, "ledger:", err)
		os.Exit(1)
	}
}

// A ledger is a log as far as it has been read.
type ledger struct {
	base     string
	verifier note.Verifier
	tree     tlog.Tree
	entries  [][]byte
	hashes   []tlog.Hash
}

// A cosigned checkpoint lies in a file; vkey is the key of the witness.
type cosigned struct{ vkey, file string }

func verify(base, vkey string, seen *cosigned, receipts []string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	log := &ledger{base: strings.TrimRight(base, "/"), verifier: verifier}
	checkpoint, err := log.read("checkpoint")
	if err != nil {
		return err
	}
	if log.tree, err = log.open(checkpoint); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	for _, step := range []func() error{log.readEntries, log.checkRoot, log.checkTiles, log.checkProofs} {
		if err := step(); err != nil {
			return err
		}
	}
	if seen != nil {
		if err := log.checkWitness(seen); err != nil {
			return fmt.Errorf("%s: %w", seen.file, err)
		}
	}
	if !log.served() {
		found, err := filepath.Glob(filepath.Join(log.base, "*.tlog-proof"))
		if err != nil {
			return err
		}
		receipts = append(receipts, found...)
	}
	for _, receipt := range receipts {
		if err := log.checkReceipt(receipt); err != nil {
			return fmt.Errorf("%s: %w", receipt, err)
		}
	}
	witnessed := ""
	if seen != nil {
		witnessed = ", seen by " + strings.SplitN(seen.vkey, "+", 2)[0]
	}
	fmt.Printf("%s: %d entries, root %v, %d receipts%s: all hold\n",
		verifier.Name(), log.tree.N, log.tree.Hash, len(receipts), witnessed)
	return nil
}

func (log *ledger) served() bool { return strings.HasPrefix(log.base, "http") }

// read fetches a file of the log.
func (log *ledger) read(path string) ([]byte, error) {
	if !log.served() {
		return os.ReadFile(filepath.Join(log.base, filepath.FromSlash(path)))
	}
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Get(log.base + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, fileMax))
}

// open verifies a checkpoint signed by the log and reads it.
func (log *ledger) open(signed []byte) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(log.verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	return log.parse(opened)
}

// parse reads an opened checkpoint, which has three lines and no more.
func (log *ledger) parse(opened *note.Note) (tlog.Tree, error) {
	if strings.Count(opened.Text, "\n") != 3 {
		return tlog.Tree{}, errors.New("not the three lines of this log")
	}
	return parse(opened.Text, log.verifier.Name())
}

// path turns the path of the checksum database into that of C2SP tlog-tiles.
func path(tile tlog.Tile) string {
	printed := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	return "tile/" + strings.Replace(printed, "data/", "entries/", 1)
}

// files lists the files of a kind, level -1 for entries, in a tree of this size.
func files(level int, size int64) []tlog.Tile {
	hashes := size
	for l := 0; l < level; l++ {
		hashes >>= tileHeight
	}
	var tiles []tlog.Tile
	for n := int64(0); n<<tileHeight < hashes; n++ {
		width := hashes - n<<tileHeight
		if width > 1<<tileHeight {
			width = 1 << tileHeight
		}
		tiles = append(tiles, tlog.Tile{H: tileHeight, L: level, N: n, W: int(width)})
	}
	return tiles
}

func (log *ledger) readEntries() error {
	for _, tile := range files(-1, log.tree.N) {
		bundle, err := log.read(path(tile))
		if err != nil {
			return err
		}
		for i := 0; i < tile.W; i++ {
			if len(bundle) < 2 {
				return fmt.Errorf("%s: too short", path(tile))
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				return fmt.Errorf("%s: too short", path(tile))
			}
			log.entries = append(log.entries, bundle[2:2+length])
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			return fmt.Errorf("%s: too long", path(tile))
		}
	}
	return nil
}

// ReadHashes gives the hashes that were computed from the entries.
func (log *ledger) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = log.hashes[index]
	}
	return hashes, nil
}

// checkRoot computes the tree from the entries.
func (log *ledger) checkRoot() error {
	for n, entry := range log.entries {
		made, err := tlog.StoredHashes(int64(n), entry, log)
		if err != nil {
			return err
		}
		log.hashes = append(log.hashes, made...)
	}
	root, err := tlog.TreeHash(log.tree.N, log)
	if err != nil {
		return err
	}
	if log.tree.N == 0 {
		// The root of the empty tree is the hash of nothing; tlog has none.
		empty, _ := base64.StdEncoding.DecodeString("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
		copy(root[:], empty)
	}
	if root != log.tree.Hash {
		return fmt.Errorf("the entries have the root %v, the checkpoint says %v", root, log.tree.Hash)
	}
	return nil
}

// checkTiles compares every hash tile with the entries.
func (log *ledger) checkTiles() error {
	for level := 0; log.tree.N>>(tileHeight*level) > 0; level++ {
		for _, tile := range files(level, log.tree.N) {
			expected, err := tlog.ReadTileData(tile, log)
			if err != nil {
				return err
			}
			found, err := log.read(path(tile))
			if err != nil {
				return err
			}
			if !bytes.Equal(expected, found) {
				return fmt.Errorf("%s: other hashes than those of the entries", path(tile))
			}
		}
	}
	return nil
}

// Height, ReadTiles and SaveTiles make the served tiles a source of authenticated hashes.
func (log *ledger) Height() int { return tileHeight }

func (log *ledger) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		found, err := log.read(path(tile))
		if err != nil {
			return nil, err
		}
		data[i] = found
	}
	return data, nil
}

func (log *ledger) SaveTiles([]tlog.Tile, [][]byte) {}

// checkProofs lets the other implementation prove from the tiles alone what a client would ask.
func (log *ledger) checkProofs() error {
	size := log.tree.N
	reader := tlog.TileHashReader(log.tree, log)
	for _, index := range []int64{0, size / 3, size - 1} {
		if index < 0 || index >= size {
			continue
		}
		proof, err := tlog.ProveRecord(size, index, reader)
		if err != nil {
			return err
		}
		leaf := tlog.RecordHash(log.entries[index])
		if err := tlog.CheckRecord(proof, size, log.tree.Hash, index, leaf); err != nil {
			return fmt.Errorf("entry %d: %w", index, err)
		}
		older := index + 1
		old, err := tlog.TreeHash(older, log)
		if err != nil {
			return err
		}
		growth, err := tlog.ProveTree(size, older, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(growth, size, log.tree.Hash, older, old); err != nil {
			return fmt.Errorf("size %d: %w", older, err)
		}
	}
	return nil
}

// checkReceipt verifies a receipt by itself and against the entry of this log at its index. The
// checkpoint in it may be older than the one that is published now.
func (log *ledger) checkReceipt(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	parts := strings.SplitN(string(text), "\n\n", 2)
	if len(parts) != 2 {
		return errors.New("no checkpoint")
	}
	tree, err := log.open([]byte(parts[1]))
	if err != nil {
		return err
	}
	lines := strings.Split(parts[0], "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("no index")
	}
	index, err := decimal(strings.TrimPrefix(lines[0], "index "))
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	if index >= log.tree.N || tree.N > log.tree.N {
		return errors.New("newer than the log")
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(log.entries[index]))
}

// cosignature is the signature type of C2SP tlog-cosignature for Ed25519.
const cosignature = 0x04

// A witness checks cosignatures; golang.org/x/mod knows only the signature type of logs.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }

// Verify takes the time and the signature over "cosignature/v1", that time and the checkpoint.
func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(signature)
	signed := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", at)), text...)
	return ed25519.Verify(w.key, signed, signature[8:])
}

// newWitness reads <name>+<8 hexadecimal digits>+<base64 of type and key>.
func newWitness(vkey string) (*witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not the key of a witness")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != cosignature {
		return nil, errors.New("not the key of a witness")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("the key of the witness has another number")
	}
	return &witness{parts[0], hash, ed25519.PublicKey(key[1:])}, nil
}

// checkWitness verifies that the log and the witness have signed a checkpoint, and that it is a
// head which this log has had.
func (log *ledger) checkWitness(seen *cosigned) error {
	witness, err := newWitness(seen.vkey)
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(seen.file)
	if err != nil {
		return err
	}
	opened, err := note.Open(signed, note.VerifierList(log.verifier, witness))
	if err != nil {
		return err
	}
	signers := map[uint32]bool{}
	for _, signature := range opened.Sigs {
		signers[signature.Hash] = true
	}
	if !signers[log.verifier.KeyHash()] || !signers[witness.hash] {
		return errors.New("not signed by both the log and the witness")
	}
	tree, err := log.parse(opened)
	if err != nil {
		return err
	}
	if tree.N > log.tree.N {
		return errors.New("newer than the log")
	}
	root, err := tlog.TreeHash(tree.N, log)
	if err == nil && tree.N > 0 && root != tree.Hash {
		err = errors.New("not a head of this log")
	}
	return err
}
