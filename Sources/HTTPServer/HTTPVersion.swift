/// The versions this server speaks; a later minor version of 1 is answered as 1.1.
package enum HTTPVersion: Sendable, Hashable {
    case http10, http11
}
