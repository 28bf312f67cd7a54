package mail

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"alongside/internal/directory"
)

// Folder writes mails into a folder instead of sending them, one file each that
// only the site's user may read. It is safe for use by many goroutines and
// processes.
type Folder struct {
	o   Options
	dir string

	mu   sync.Mutex
	last time.Time
}

// NewFolder writes into dir, which is made when the first mail comes.
// CodeInvalid comes with faults for options.
func NewFolder(dir string, o Options) (*Folder, error) {
	o, err := o.fill()
	if err != nil {
		return nil, err
	}
	return &Folder{o: o, dir: dir}, nil
}

// The name of a mail's file begins with its moment in UTC, so that names are in
// order of time.
const nameTime = "20060102T150405.000000000Z"

var names = regexp.MustCompile(`^(\d{8}T\d{6}\.\d{9}Z)-[A-Z0-9]{8}\.eml$`)

// name gives a name that is after every one given before.
func (f *Folder) name() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.o.Now().UTC()
	if !now.After(f.last) {
		now = f.last.Add(1)
	}
	f.last = now
	return now.Format(nameTime) + "-" + rand.Text()[:8] + ".eml"
}

// Send writes a mail, whole or not at all. CodeInvalid is for one that is not
// right, CodeUnavailable for a folder that can't be written.
func (f *Folder) Send(_ context.Context, m Message) error {
	letter, err := f.o.letter(m)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := letter.WriteTo(&b); err != nil {
		return fmt.Errorf("write a mail: %w", err)
	}
	if err := f.write(f.name(), b.Bytes()); err != nil {
		return unavailable("The mail could not be written into its folder.", err)
	}
	return nil
}

func (f *Folder) write(name string, b []byte) error {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(f.dir, name)
	half := path + ".half"
	file, err := os.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(b)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(half, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(half))
	}
	return nil
}

func unavailable(message string, err error) error {
	return &directory.Error{Code: directory.CodeUnavailable, Message: message, Err: err}
}

// Names gives the names of the mails in the folder, the latest first; none when
// there is no folder. Other files are left out.
func (f *Folder) Names() ([]string, error) {
	files, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unavailable("The folder of mails can't be read.", err)
	}
	var out []string
	for _, file := range files {
		if file.Type().IsRegular() && names.MatchString(file.Name()) {
			out = append(out, file.Name())
		}
	}
	slices.Reverse(out)
	return out, nil
}

// Letter is a mail that was written into a folder.
type Letter struct {
	Name string
	// At is when it was written, to the second.
	At directory.Millis
	// From is the site's name and address.
	From    string
	Message Message
}

// Read gives the mail of a name that Names gave. CodeNotFound is for any other
// name, CodeInvalid for a file that is no mail.
func (f *Folder) Read(name string) (Letter, error) {
	unknown := directory.Errorf(directory.CodeNotFound, "There is no such mail.")
	if !names.MatchString(name) {
		return Letter{}, unknown
	}
	b, err := os.ReadFile(filepath.Join(f.dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return Letter{}, unknown
	}
	if err != nil {
		return Letter{}, unavailable("The mail can't be read.", err)
	}
	l, err := parse(b)
	if err != nil {
		// What is wrong with it may quote it.
		return Letter{}, directory.Errorf(directory.CodeInvalid, "This file is no mail.")
	}
	l.Name = name
	return l, nil
}

// parse reads what Send writes.
func parse(b []byte) (Letter, error) {
	var l Letter
	m, err := netmail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		return l, err
	}
	at, err := m.Header.Date()
	if err != nil {
		return l, err
	}
	l.At = directory.MillisOf(at)
	for head, into := range map[string]*string{"To": &l.Message.To, "Reply-To": &l.Message.ReplyTo} {
		if m.Header.Get(head) == "" {
			continue
		}
		a, err := netmail.ParseAddress(m.Header.Get(head))
		if err != nil {
			return l, err
		}
		*into = a.Address
	}
	words := new(mime.WordDecoder)
	for head, into := range map[string]*string{"From": &l.From, "Subject": &l.Message.Subject} {
		if *into, err = words.DecodeHeader(m.Header.Get(head)); err != nil {
			return l, err
		}
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		return l, err
	}
	l.Message.Text = strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
	return l, nil
}

// Forget deletes the mails that were written before a moment, and gives how
// many they were.
func (f *Folder) Forget(before directory.Millis) (int, error) {
	all, err := f.Names()
	if err != nil {
		return 0, err
	}
	n := 0
	for _, name := range all {
		at, err := time.Parse(nameTime, names.FindStringSubmatch(name)[1])
		if err != nil || directory.MillisOf(at) >= before {
			continue
		}
		if err := os.Remove(filepath.Join(f.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return n, unavailable("A mail could not be deleted from its folder.", err)
		}
		n++
	}
	return n, nil
}
