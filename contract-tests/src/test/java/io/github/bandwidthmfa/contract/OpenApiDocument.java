package io.github.bandwidthmfa.contract;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Bandwidth's OpenAPI document, as far as it is about MFA: {@code mfa-openapi.yaml}, an extract of {@code
 * https://dev.bandwidth.com/spec/multi-factor-auth.yml}. Besides what its schemas say, no other properties are taken: they
 * leave {@code additionalProperties} open.
 */
final class OpenApiDocument {

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode document;
    private final SchemaRegistry schemas = SchemaRegistry.withDialect(Dialects.getOpenApi30());

    private OpenApiDocument(JsonNode document) {
        this.document = document;
    }

    static OpenApiDocument read() {
        try (InputStream yaml = Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream("mfa-openapi.yaml"))) {
            return new OpenApiDocument(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> paths() {
        return new TreeSet<>(document.path("paths").propertyNames());
    }

    /** The statuses that are documented for {@code POST} on this path. */
    Set<String> statuses(String path) {
        return new TreeSet<>(post(path).path("responses").propertyNames());
    }

    /** What is wrong with a request body; empty if nothing is. */
    List<String> faultsOfRequest(String path, byte[] body) {
        return faults(content(resolve(post(path).path("requestBody"))), body);
    }

    /** What is wrong with a response body of a documented status; empty if nothing is. */
    List<String> faultsOfResponse(String path, int status, byte[] body) {
        JsonNode response = post(path).path("responses").path(String.valueOf(status));
        return response.isMissingNode() ? List.of("status " + status) : faults(content(resolve(response)), body);
    }

    private List<String> faults(JsonNode schema, byte[] body) {
        JsonNode value = JSON.readTree(body);
        List<String> faults = new ArrayList<>(
                compiled(schema).validate(value).stream().map(Error::toString).toList());
        Collection<String> unknown = new TreeSet<>(value.propertyNames());
        unknown.removeAll(schema.path("properties").propertyNames());
        unknown.forEach(name -> faults.add("unknown property " + name));
        return faults;
    }

    private Schema compiled(JsonNode schema) {
        return schemas.getSchema(schema);
    }

    private JsonNode post(String path) {
        JsonNode post = document.path("paths").path(path).path("post");
        if (post.isMissingNode()) {
            throw new IllegalArgumentException("no such path: " + path);
        }
        return post;
    }

    private JsonNode content(JsonNode message) {
        return resolve(message.path("content").path("application/json").path("schema"));
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isMissingNode()
                ? node
                : document.at(reference.asString().substring(1));
    }
}
