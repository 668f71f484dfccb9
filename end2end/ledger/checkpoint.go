// What both programs of this folder read: each is built from its own file and this one (build_go in
// scripts/lib.sh).
package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// parse reads the three lines of a checkpoint of the log with this name; further lines are left alone.
func parse(text, origin string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return tlog.Tree{}, errors.New("not a checkpoint of this log")
	}
	size, err := decimal(lines[1])
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// decimal reads a number that is written in the one way that C2SP knows.
func decimal(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err == nil && (number < 0 || strconv.FormatInt(number, 10) != text) {
		err = fmt.Errorf("%q is not a plain number", text)
	}
	return number, err
}
