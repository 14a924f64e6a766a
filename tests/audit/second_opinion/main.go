// A second opinion on the audit log, on Go's own tlog and note packages.
//
//	vectors SIZE...   roots and proofs of trees over the leaves "leaf 0", "leaf 1", ... as JSON
//	check FOLDER      verify an exported log: signatures, entries, every tile, every checkpoint
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type memory []tlog.Hash

func (held memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		if index < 0 || index >= int64(len(held)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found = append(found, held[index])
	}
	return found, nil
}

func (held *memory) add(number int64, leaf []byte) {
	hashes, err := tlog.StoredHashes(number, leaf, *held)
	must(err)
	*held = append(*held, hashes...)
}

func must(err error) {
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
}

func texts(hashes []tlog.Hash) []string {
	found := []string{}
	for _, hash := range hashes {
		found = append(found, base64.StdEncoding.EncodeToString(hash[:]))
	}
	return found
}

type vector struct {
	Size        int64
	Root        string
	Inclusion   map[string][]string
	Consistency map[string][]string
}

func vectors(words []string) {
	var held memory
	var found []vector
	var sizes []int64
	for _, word := range words {
		size, err := strconv.ParseInt(word, 10, 64)
		must(err)
		for number := tlogSize(held); number < size; number++ {
			held.add(number, []byte(fmt.Sprintf("leaf %d", number)))
		}
		root, err := tlog.TreeHash(size, held)
		must(err)
		one := vector{size, texts([]tlog.Hash{root})[0], map[string][]string{}, map[string][]string{}}
		for _, index := range []int64{0, size / 3, size / 2, size - 1} {
			if index >= 0 && index < size {
				proof, err := tlog.ProveRecord(size, index, held)
				must(err)
				one.Inclusion[fmt.Sprint(index)] = texts(proof)
			}
		}
		for _, older := range sizes {
			if older > 0 {
				proof, err := tlog.ProveTree(size, older, held)
				must(err)
				one.Consistency[fmt.Sprint(older)] = texts(proof)
			}
		}
		sizes = append(sizes, size)
		found = append(found, one)
	}
	must(json.NewEncoder(os.Stdout).Encode(found))
}

func tlogSize(held memory) int64 {
	size := int64(0)
	for tlog.StoredHashCount(size) < int64(len(held)) {
		size++
	}
	return size
}

func path(kind string, n int64, width int) string {
	name := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if width < 256 {
		name += fmt.Sprintf(".p/%d", width)
	}
	return kind + "/" + name
}

type onDisk string

func (folder onDisk) Height() int                         { return 8 }
func (folder onDisk) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (folder onDisk) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		name := path(fmt.Sprintf("tile/%d", tile.L), tile.N, tile.W)
		content, err := os.ReadFile(filepath.Join(string(folder), name))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func opened(folder, name string, verifiers note.Verifiers) tlog.Tree {
	content, err := os.ReadFile(filepath.Join(folder, name))
	must(err)
	signed, err := note.Open(content, verifiers)
	must(err)
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != signed.Sigs[0].Name {
		must(fmt.Errorf("%s is not a checkpoint of this log", name))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

func width(count, n int64) int {
	if count-n*256 < 256 {
		return int(count - n*256)
	}
	return 256
}

func entries(folder string, size int64) memory {
	var held memory
	for n := int64(0); n*256 < size; n++ {
		content, err := os.ReadFile(filepath.Join(folder, path("tile/entries", n, width(size, n))))
		must(err)
		for at := 0; at < width(size, n); at++ {
			if len(content) < 2 || len(content) < 2+int(content[0])<<8+int(content[1]) {
				must(fmt.Errorf("bundle %d is cut off", n))
			}
			end := 2 + int(content[0])<<8 + int(content[1])
			held.add(n*256+int64(at), content[2:end])
			content = content[end:]
		}
		if len(content) > 0 {
			must(fmt.Errorf("bundle %d has more than its entries", n))
		}
	}
	return held
}

func check(folder string) {
	key, err := os.ReadFile(filepath.Join(folder, "log.vkey"))
	must(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	must(err)
	verifiers := note.VerifierList(verifier)
	tree := opened(folder, "checkpoint", verifiers)
	held := entries(folder, tree.N)
	root, err := tlog.TreeHash(tree.N, held)
	must(err)
	if root != tree.Hash {
		must(fmt.Errorf("the entries do not give the signed root"))
	}
	for level := 0; tree.N>>(8*level) > 0; level++ {
		count := tree.N >> (8 * level)
		for n := int64(0); n*256 < count; n++ {
			name := path(fmt.Sprintf("tile/%d", level), n, width(count, n))
			content, err := os.ReadFile(filepath.Join(folder, name))
			must(err)
			var want bytes.Buffer
			for at := int64(0); at < int64(width(count, n)); at++ {
				hash := held[tlog.StoredHashIndex(8*level, n*256+at)]
				want.Write(hash[:])
			}
			if !bytes.Equal(content, want.Bytes()) {
				must(fmt.Errorf("%s is wrong", name))
			}
		}
	}
	kept, err := os.ReadDir(filepath.Join(folder, "checkpoints"))
	must(err)
	for _, file := range kept {
		older := opened(folder, "checkpoints/"+file.Name(), verifiers)
		hash, err := tlog.TreeHash(older.N, held)
		must(err)
		if hash != older.Hash || file.Name() != fmt.Sprint(older.N) {
			must(fmt.Errorf("checkpoint %s is of another log", file.Name()))
		}
	}
	reader := tlog.TileHashReader(tree, onDisk(folder))
	proof, err := tlog.ProveRecord(tree.N, tree.N/2, reader)
	must(err)
	must(tlog.CheckRecord(proof, tree.N, tree.Hash, tree.N/2, held[tlog.StoredHashIndex(0, tree.N/2)]))
	fmt.Println("ok", tree.N)
}

func main() {
	switch os.Args[1] {
	case "vectors":
		vectors(os.Args[2:])
	case "check":
		check(os.Args[2])
	}
}
