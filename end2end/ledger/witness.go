// Command witness is a witness of transparency logs that is not the portal's own: it is written from
// the text of C2SP tlog-witness, and the signature of the log and the proof that it only grew are
// checked by golang.org/x/mod/sumdb/note and tlog, the code behind the checksum database of Go.
//
// It answers POST /add-checkpoint for one log, remembers in a folder what it has signed, and writes
// one line to standard error for every submission. The first line on standard output is its key.
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// cosignature is the signature type of C2SP tlog-cosignature for Ed25519.
const cosignature = 0x04

// proofMax is the most lines that a proof may have.
const proofMax = 63

// bodyMax bounds a submission.
const bodyMax = 64 << 10

// A witness remembers the latest head of one log that it has signed.
type witness struct {
	name   string
	hash   uint32
	key    ed25519.PrivateKey
	log    note.Verifier
	folder string

	// mu makes looking at the latest head and replacing it one step.
	mu   sync.Mutex
	seen tlog.Tree
}

// A refusal is an answer that signs nothing.
type refusal struct {
	status int
	kind   string
	body   string
}

func refuse(status int, why string) *refusal {
	return &refusal{status, "text/plain; charset=utf-8", why + "\n"}
}

func main() {
	name := flag.String("name", "witness.example/other", "what the witness is called")
	state := flag.String("state", "", "the folder with its key and what it has signed")
	vkey := flag.String("log", "", "the key of the log")
	listen := flag.String("listen", "127.0.0.1:0", "where to listen")
	flag.Parse()
	log.SetFlags(0)
	if err := run(*name, *state, *vkey, *listen); err != nil {
		log.Fatal("witness: ", err)
	}
}

func run(name, state, vkey, listen string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	w := &witness{name: name, log: verifier, folder: state, seen: tlog.Tree{Hash: emptyRoot()}}
	if err := w.open(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	fmt.Println(w.vkey())
	log.Printf("The other witness is ready: http://%s", listener.Addr())
	http.HandleFunc("/add-checkpoint", w.addCheckpoint)
	server := http.Server{ReadTimeout: 10 * time.Second}
	return server.Serve(listener)
}

// emptyRoot is the root of a tree without leaves: the hash of nothing. tlog has none.
func emptyRoot() tlog.Hash { return tlog.Hash(sha256.Sum256(nil)) }

// public is the type of the key and the key, as they are hashed and printed.
func (w *witness) public() []byte {
	return append([]byte{cosignature}, w.key.Public().(ed25519.PublicKey)...)
}

// vkey is the text form of its key.
func (w *witness) vkey() string {
	return fmt.Sprintf("%s+%08x+%s", w.name, w.hash, base64.StdEncoding.EncodeToString(w.public()))
}

// open reads the folder; the first time it makes a key.
func (w *witness) open() error {
	if err := os.MkdirAll(w.folder, 0o700); err != nil {
		return err
	}
	file := filepath.Join(w.folder, "seed")
	seed, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		seed = make([]byte, ed25519.SeedSize)
		if _, err = rand.Read(seed); err == nil {
			err = keep(file, seed)
		}
	}
	if err != nil {
		return err
	}
	if len(seed) != ed25519.SeedSize {
		return errors.New("the file seed holds no key")
	}
	w.key = ed25519.NewKeyFromSeed(seed)
	sum := sha256.Sum256(append([]byte(w.name+"\n"), w.public()...))
	w.hash = binary.BigEndian.Uint32(sum[:])
	head, err := os.ReadFile(filepath.Join(w.folder, "head"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil {
		w.seen, err = parse(string(head), w.log.Name())
	}
	return err
}

// keep replaces a file so that after a power cut the old or the new one is there, never a part.
func keep(file string, data []byte) error {
	beside, err := os.OpenFile(file+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer beside.Close()
	if _, err := beside.Write(data); err != nil {
		return err
	}
	if err := beside.Sync(); err != nil {
		return err
	}
	if err := os.Rename(file+".new", file); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

func (w *witness) addCheckpoint(answer http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		answer.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(answer, request.Body, bodyMax))
	if err != nil {
		answer.WriteHeader(http.StatusBadRequest)
		return
	}
	line, refused := w.judge(string(body))
	if refused != nil {
		log.Printf("%d %s", refused.status, strings.TrimSpace(refused.body))
		answer.Header().Set("Content-Type", refused.kind)
		answer.WriteHeader(refused.status)
		io.WriteString(answer, refused.body)
		return
	}
	answer.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(answer, line)
}

// judge looks at a submission in the order of the specification, remembers its head and signs it.
func (w *witness) judge(body string) (string, *refusal) {
	old, proof, signed, err := split(body)
	if err != nil {
		return "", refuse(http.StatusBadRequest, err.Error())
	}
	if origin := strings.SplitN(signed, "\n", 2)[0]; origin != w.log.Name() {
		return "", refuse(http.StatusNotFound, "not a log that this witness watches")
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(w.log))
	if err != nil {
		return "", refuse(http.StatusForbidden, err.Error())
	}
	head, err := parse(opened.Text, w.log.Name())
	if err != nil {
		return "", refuse(http.StatusBadRequest, err.Error())
	}
	if old > head.N {
		return "", refuse(http.StatusBadRequest, "the older tree is the larger one")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if old != w.seen.N || old == head.N && head.Hash != w.seen.Hash {
		size := fmt.Sprintf("%d\n", w.seen.N)
		return "", &refusal{http.StatusConflict, "text/x.tlog.size", size}
	}
	if err := grown(proof, head, w.seen); err != nil {
		return "", refuse(http.StatusUnprocessableEntity, err.Error())
	}
	if head != w.seen {
		if err := keep(filepath.Join(w.folder, "head"), []byte(opened.Text)); err != nil {
			return "", refuse(http.StatusInternalServerError, err.Error())
		}
	}
	log.Printf("200 from %d to %d by a proof of %d hashes", w.seen.N, head.N, len(proof))
	w.seen = head
	return w.sign(opened.Text), nil
}

// grown checks that the tree seen before is the beginning of this one.
func grown(proof tlog.TreeProof, head, seen tlog.Tree) error {
	if seen.N == 0 || seen.N == head.N {
		// The empty tree is the beginning of every tree, and equal roots were compared.
		if len(proof) != 0 {
			return errors.New("there is nothing to prove")
		}
		return nil
	}
	return tlog.CheckTree(proof, head.N, head.Hash, seen.N, seen.Hash)
}

// split takes a submission apart: the size line, the proof, and the checkpoint as it is.
func split(body string) (int64, tlog.TreeProof, string, error) {
	parts := strings.SplitN(body, "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if len(parts) != 2 || !strings.HasPrefix(lines[0], "old ") || len(lines) > 1+proofMax {
		return 0, nil, "", errors.New("not a submission of a checkpoint")
	}
	old, err := decimal(strings.TrimPrefix(lines[0], "old "))
	if err != nil {
		return 0, nil, "", err
	}
	var proof tlog.TreeProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, "", err
		}
		proof = append(proof, hash)
	}
	return old, proof, parts[1], nil
}

// sign makes the signature line of C2SP tlog-cosignature (cosignature/v1) with the time of now.
func (w *witness) sign(text string) string {
	now := time.Now().Unix()
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", now, text)
	bytes := make([]byte, 12, 12+ed25519.SignatureSize)
	binary.BigEndian.PutUint32(bytes, w.hash)
	binary.BigEndian.PutUint64(bytes[4:], uint64(now))
	bytes = append(bytes, ed25519.Sign(w.key, []byte(message))...)
	return fmt.Sprintf("\u2014 %s %s\n", w.name, base64.StdEncoding.EncodeToString(bytes))
}
