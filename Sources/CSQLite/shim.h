// SQLite's own header, and non-variadic doors to its variadic calls (Swift cannot call C varargs).
#ifndef ONBOARD_CSQLITE_SHIM_H
#define ONBOARD_CSQLITE_SHIM_H

#include <sqlite3.h>

/// sqlite3_db_config with an on/off switch, for the options that take (int, int *).
static inline int onboard_sqlite3_db_config_switch(sqlite3 *connection, int option, int enabled) {
    int now = 0;
    return sqlite3_db_config(connection, option, enabled, &now);
}

/// SQLITE_TRANSIENT is a cast that Swift cannot import: bind text by copying it.
static inline int onboard_sqlite3_bind_text(sqlite3_stmt *statement, int index, const char *text, int bytes) {
    return sqlite3_bind_text(statement, index, text, bytes, SQLITE_TRANSIENT);
}

/// Binds a blob by copying it.
static inline int onboard_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/// Binds text that the caller keeps alive until the statement is reset.
static inline int onboard_sqlite3_bind_text_static(sqlite3_stmt *statement, int index, const char *text, int bytes) {
    return sqlite3_bind_text(statement, index, text, bytes, SQLITE_STATIC);
}

/// Binds a blob that the caller keeps alive until the statement is reset.
static inline int onboard_sqlite3_bind_blob_static(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, SQLITE_STATIC);
}

/// The open database file itself, beneath the pager: what only scrubbing needs.
static inline sqlite3_file *onboard_sqlite3_main_file(sqlite3 *connection) {
    sqlite3_file *file = 0;
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    return file;
}

static inline int onboard_sqlite3_file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 place) {
    return file->pMethods->xRead(file, bytes, count, place);
}

static inline int onboard_sqlite3_file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 place) {
    return file->pMethods->xWrite(file, bytes, count, place);
}

static inline int onboard_sqlite3_file_sync(sqlite3_file *file) {
    return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

#endif
