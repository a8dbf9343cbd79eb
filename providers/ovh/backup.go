package ovh

import (
	"context"
	"time"

	"vigie/internal/account"
)

// backupStorage is what the storage beside a server is called as a way of keeping it a second time.
const backupStorage = "backup storage"

func serverBackupStorage(ctx context.Context, v *visit) error {
	return storage(ctx, v, "/features/backupFTP")
}

func vpsBackupStorage(ctx context.Context, v *visit) error { return storage(ctx, v, "/backupftp") }

// storage reads the backup storage of a machine. It is a way of keeping the machine, and a thing by itself that may
// burn in another building: its name carries which.
func storage(ctx context.Context, v *visit, under string) error {
	var d struct {
		Name     string    `json:"ftpBackupName"`
		ReadOnly time.Time `json:"readOnlyDate"`
	}
	there, err := v.askIf(ctx, under, &d)
	if err != nil {
		return err
	}
	var rows []account.Resource
	list := []account.Backup{}
	if there && d.Name != "" {
		at := storagePlace(d.Name)
		row := account.Resource{ID: d.Name, Name: d.Name, Place: at, State: "ok"}
		if !d.ReadOnly.IsZero() {
			row.State = "read only"
		}
		rows = []account.Resource{row}
		list = append(list, account.Backup{Kind: backupStorage, Name: d.Name, Place: at}) // what is in it, and of when, is not told
	}
	v.below(account.BackupStorage, rows)
	v.change(func(r *account.Resource) { r.Backups = backupsOf(list, r.Backups, backupStorage) })
	return nil
}

// backups puts a list in the place of all that is known but what is of one kind.
func backups(read, known []account.Backup, but string) []account.Backup {
	for _, b := range known {
		if b.Kind == but {
			read = append(read, b)
		}
	}
	return read
}

// backupsOf puts a list in the place of what is known of one kind.
func backupsOf(read, known []account.Backup, kind string) []account.Backup {
	for _, b := range known {
		if b.Kind != kind {
			read = append(read, b)
		}
	}
	return read
}
