import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import org.apache.flink.avro.shaded.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.avro.shaded.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.avro.shaded.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.avro.shaded.org.apache.avro.Schema;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericData;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumWriter;
import org.apache.flink.avro.shaded.org.apache.avro.generic.IndexedRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.BinaryEncoder;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;
import org.apache.flink.avro.shaded.org.apache.avro.io.EncoderFactory;
import org.apache.flink.formats.avro.registry.confluent.ConfluentSchemaRegistryCoder;

/** Flink's serde around Confluent's own Java client, asked over standard input: a request a line, an answer a line. */
public class Klient {
    static final ObjectMapper JSON = new ObjectMapper();
    static SchemaRegistryClient client;

    public static void main(String[] args) throws Exception {
        Map<String, Object> config = new HashMap<>();
        config.put("basic.auth.credentials.source", "USER_INFO");
        config.put("basic.auth.user.info", args[1] + ":" + args[2]);
        client = new CachedSchemaRegistryClient(List.of(args[0]), 100, config);
        BufferedReader ind = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String linje; (linje = ind.readLine()) != null; ) {
            ObjectNode ud = JSON.createObjectNode();
            try {
                svar(JSON.readTree(linje), ud);
            } catch (Exception | Error fejl) {
                ud.put("fejl", fejl.toString());
            }
            System.out.write((JSON.writeValueAsString(ud) + "\n").getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }
    }

    static void svar(JsonNode spurgt, ObjectNode ud) throws Exception {
        switch (spurgt.get("goer").asText()) {
            case "skriv" -> {
                Schema skema = new AvroSchema(spurgt.get("skema").asText()).rawSchema();
                ud.put("avro", skriv(spurgt.get("subject").asText(), skema, fra(spurgt.get("vaerdi"), skema)));
            }
            case "laes" -> ud.set("vaerdi", JSON.readTree(GenericData.get().toString(laes(spurgt))));
            case "omskriv" -> {
                IndexedRecord post = (IndexedRecord) laes(spurgt);
                spurgt.get("aendr").fields().forEachRemaining(en -> saet(post, en.getKey(), en.getValue().asText()));
                ud.put("avro", skriv(post.getSchema().getFullName(), post.getSchema(), post));
            }
            case "kanonisk" -> {
                AvroSchema skema = skema(spurgt);
                ud.put("tekst", skema.canonicalString());
                ud.put("normal", skema.normalize().canonicalString());
                ud.put("udskrevet", skema.formattedString("resolved"));
            }
            case "ens" -> ud.put("ens", skema(spurgt.get("en")).equals(skema(spurgt.get("anden"))));
            default -> throw new IllegalArgumentException(spurgt.toString());
        }
    }

    static AvroSchema skema(JsonNode spurgt) {
        List<SchemaReference> referencer = new ArrayList<>();
        Map<String, String> henviste = new LinkedHashMap<>();
        if (spurgt.has("henviste")) {
            spurgt.get("henviste").fields().forEachRemaining(en -> {
                referencer.add(new SchemaReference(en.getKey(), en.getKey(), 1));
                henviste.put(en.getKey(), en.getValue().asText());
            });
        }
        return new AvroSchema(spurgt.get("skema").asText(), referencer, henviste, null);
    }

    static Object laes(JsonNode spurgt) throws Exception {
        ByteArrayInputStream ind = new ByteArrayInputStream(Base64.getDecoder().decode(spurgt.get("avro").asText()));
        Schema skema = new ConfluentSchemaRegistryCoder(client).readSchema(ind);
        Object vaerdi = new GenericDatumReader<>(skema).read(null, DecoderFactory.get().binaryDecoder(ind, null));
        return vaerdi;
    }

    static String skriv(String subject, Schema skema, Object vaerdi) throws Exception {
        ByteArrayOutputStream ud = new ByteArrayOutputStream();
        new ConfluentSchemaRegistryCoder(subject, client).writeSchema(skema, ud);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(ud, null);
        new GenericDatumWriter<>(skema).write(vaerdi, encoder);
        encoder.flush();
        return Base64.getEncoder().encodeToString(ud.toByteArray());
    }

    static void saet(Object vaerdi, String sti, String nyt) {
        String[] led = sti.split("\\.");
        for (int i = 0; i < led.length - 1; i++) {
            vaerdi = vaerdi instanceof List<?> liste
                ? liste.get(Integer.parseInt(led[i]))
                : ((IndexedRecord) vaerdi).get(((IndexedRecord) vaerdi).getSchema().getField(led[i]).pos());
        }
        IndexedRecord post = (IndexedRecord) vaerdi;
        post.put(post.getSchema().getField(led[led.length - 1]).pos(), nyt);
    }

    static Object fra(JsonNode json, Schema skema) {
        return switch (skema.getType()) {
            case RECORD -> {
                GenericData.Record post = new GenericData.Record(skema);
                skema.getFields().forEach(felt -> post.put(felt.pos(), fra(json.get(felt.name()), felt.schema())));
                yield post;
            }
            case ARRAY -> {
                List<Object> liste = new ArrayList<>();
                json.forEach(en -> liste.add(fra(en, skema.getElementType())));
                yield liste;
            }
            case MAP -> {
                Map<String, Object> tabel = new LinkedHashMap<>();
                json.fields().forEachRemaining(en -> tabel.put(en.getKey(), fra(en.getValue(), skema.getValueType())));
                yield tabel;
            }
            case UNION -> json.isNull() ? null : fra(json, skema.getTypes().get(1));
            case ENUM -> new GenericData.EnumSymbol(skema, json.asText());
            case INT -> json.intValue();
            case LONG -> json.longValue();
            case FLOAT -> json.floatValue();
            case DOUBLE -> json.doubleValue();
            case BOOLEAN -> json.booleanValue();
            case BYTES -> ByteBuffer.wrap(json.asText().getBytes(StandardCharsets.ISO_8859_1));
            default -> json.asText();
        };
    }
}
