/** A resource that is read with an ETag and changed with If-Match, as `AutoSave` takes it. */

/**
 * `request(method, options)` asks for the resource (see `ask`). `read` makes the form's data of its
 * body, and `write` the body of a PATCH of changed data, where they are not the same.
 */
export function taggedProgress(request, { read = (body) => body, write = (data) => data } = {}) {
  const load = async () => {
    const { body, etag } = await request("GET", {});
    return { step: 0, data: read(body), version: etag };
  };
  return {
    load,
    async save({ data, version, key }) {
      if (Object.keys(data).length === 0) return { version };
      try {
        const { body, etag } = await request("PATCH",
          { body: write(data), ifMatch: version, idempotencyKey: key, keepalive: true });
        return { version: etag, data: body && read(body) };
      } catch (error) {
        if (error.status === 412) error.latest = await load();
        throw error;
      }
    },
    conflictOf: (error) => error.latest ?? null,
  };
}
