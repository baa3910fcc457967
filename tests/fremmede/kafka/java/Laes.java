import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the first record of a topic with the catalogue's schema, and says in one line of JSON what it found. */
public final class Laes {
  public static void main(String[] args) throws Exception {
    Properties egenskaber = new Properties();
    egenskaber.put("bootstrap.servers", args[0]);
    egenskaber.put("security.protocol", "SASL_PLAINTEXT");
    egenskaber.put("sasl.mechanism", "SCRAM-SHA-512");
    egenskaber.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
            + args[1] + "\" password=\"" + args[2] + "\";");
    egenskaber.put("group.id", args[4]);
    egenskaber.put("auto.offset.reset", "earliest");
    egenskaber.put("isolation.level", "read_committed");
    Schema skema = new Schema.Parser().parse(Path.of(args[5]).toFile());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(egenskaber, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(args[3]));
      long til = System.nanoTime() + Duration.ofSeconds(40).toNanos();
      while (System.nanoTime() < til) {
        for (ConsumerRecord<byte[], byte[]> post : consumer.poll(Duration.ofMillis(500))) {
          System.out.println(fortael(post, skema));
          return;
        }
      }
      System.out.println("{\"intet\": true}");
    } catch (AuthorizationException fejl) {
      System.out.println("{\"afvist\": \"" + fejl.getClass().getSimpleName() + "\"}");
    }
  }

  private static String fortael(ConsumerRecord<byte[], byte[]> post, Schema skema) throws Exception {
    ByteBuffer vaerdi = ByteBuffer.wrap(post.value());
    if (vaerdi.get() != 0) {
      throw new IllegalStateException("not Confluent's framing");
    }
    int skemaId = vaerdi.getInt();
    BinaryDecoder afkoder = DecoderFactory.get().binaryDecoder(post.value(), 5, post.value().length - 5, null);
    GenericRecord besked = new GenericDatumReader<GenericRecord>(skema).read(null, afkoder);
    if (!afkoder.isEnd()) {
      throw new IllegalStateException("bytes after the message");
    }
    StringBuilder ud = new StringBuilder("{\"skemaId\": " + skemaId);
    ud.append(", \"beskedId\": \"").append(((GenericRecord) besked.get("beskedId")).get("uuid")).append("\"");
    for (Header header : post.headers()) {
      String tekst = new String(header.value(), StandardCharsets.UTF_8);
      ud.append(", \"").append(header.key()).append("\": \"").append(tekst).append("\"");
    }
    return ud.append("}").toString();
  }
}
