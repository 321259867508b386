import JSON

extension APIKeyFacts {
    /// `{id, name, scopes, createdAt, key}`.
    ///
    /// - Parameter key: only for the one answer that has it; else the member is left out.
    package func write(key: String? = nil, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", name)
            writer.member("scopes", scopes.map(\.rawValue))
            writer.member("createdAt", createdAt)
            writer.member("key", key)
        }
    }
}
