// Where this server ends a case otherwise than its folder says, and why that is right.

/// A case's own ending here, and the reason for it.
struct CorpusDeviation {
    let outcome: Outcome
    let reason: String
}

extension CorpusCase {
    static let deviations: [String: CorpusDeviation] = {
        var table: [String: CorpusDeviation] = [:]
        for (names, outcome, reason) in rows {
            for name in names {
                table[name] = CorpusDeviation(outcome: outcome, reason: reason)
            }
        }
        return table
    }()

    private static let rows: [([String], Outcome, String)] = [
        (
            ["valid/005", "valid/009"], .refused("http.target", after: 0),
            "A fragment is no part of a request target (RFC 9112 section 3.2)."
        ),
        (
            ["valid/014"], .refused("http.target", after: 0),
            "A quotation mark stands in no URI (RFC 3986 section 2) and no browser sends one."
        ),
        (
            ["valid/027"], .refused("http.target", after: 0),
            "Bytes outside ASCII are to be percent-encoded (RFC 3986 section 2.5)."
        ),
        (
            ["valid/012"], .refused("http.forbidden_trailer", after: 0),
            "Content-Type describes content already taken in (RFC 9110 section 6.5.1)."
        ),
        (
            [
                "valid/025", "valid/025_line", "valid/029", "valid/030",
                "valid/rfc9112_smuggle_gzip_chunked_01",
                "valid/rfc9112_smuggle_te_identity_chunked_01",
            ], .refused("http.unsupported_transfer_coding", after: 0),
            "501 to codings this server does not undo (RFC 9112 section 6.1); identity is none."
        ),
        (
            ["valid/028"], .refused("http.space_before_colon", after: 0),
            "A server MUST refuse this (RFC 9112 section 5.1); the case tests an option to not."
        ),
        (
            ["valid/compat_obs_fold", "valid/compat_obs_fold_huge"],
            .refused("http.folded_field", after: 0),
            "A server may refuse folding (RFC 9112 section 5.2); the case tests an option to not."
        ),
        (
            ["valid/024", "valid/026"], .refused("http.header_fields_too_large", after: 0),
            "A field line of 8204 bytes is over our 8 KiB; a test above widens the limit."
        ),
        (
            ["valid/099"], .closed,
            "The file has 8599 of the 17914 bytes it announces; a test above adds the rest."
        ),
        (
            ["valid/pp_01", "valid/pp_02", "valid/pp_04", "valid/pp_05"],
            .refused("http.request_line", after: 0),
            "The PROXY protocol is not spoken: any client could name itself an address."
        ),
        (
            ["valid/rfc9112_target_absolute_userinfo_01"], .refused("http.target", after: 0),
            "User information in a target is to be treated as an error (RFC 9110 section 4.2.4)."
        ),
        (
            ["invalid/003c"], .accepted(requests: 1),
            "-bl is a token and so a method (RFC 9110 section 9.1); the router answers it 501."
        ),
        (
            ["invalid/006", "invalid/008", "invalid/017", "invalid/limit_header_default_01"],
            .accepted(requests: 1),
            "A line of 4112 to 8190 bytes is over the original's limit and within our 8 KiB."
        ),
        (
            ["invalid/010", "invalid/011", "invalid/012"], .accepted(requests: 1),
            "An ordinary request, refused there by a limit of a few bytes that the case sets."
        ),
        (
            ["invalid/019"], .accepted(requests: 1),
            "Forwarding fields that contradict each other mean nothing to this server."
        ),
        (
            ["invalid/040", "invalid/chunked_07"], .accepted(requests: 1),
            "An underscore is a token's character; only a CGI environment confuses it with a "
                + "hyphen, and here names compare exactly. (valid/040 is the same bytes.)"
        ),
    ]
}
