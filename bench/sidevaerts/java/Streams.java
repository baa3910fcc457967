import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/** Peer (e): Kafka Streams with exactly_once_v2; each message decoded with Avro's own reader. */
public final class Streams {
  /** Bootstrap, input, outputs with commas, application id, commit interval in ms, schema file, threads, state. */
  public static void main(String[] args) throws IOException {
    Schema skema = new Schema.Parser().parse(Path.of(args[5]).toFile());
    Properties p = new Properties();
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, args[3]);
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, args[4]);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, args[6]);
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    p.put(StreamsConfig.STATE_DIR_CONFIG, args[7]);
    p.put("producer.batch.size", 1_048_576);
    p.put("auto.offset.reset", "earliest");
    StreamsBuilder bygger = new StreamsBuilder();
    Afkoder afkoder = new Afkoder(skema);
    KStream<byte[], byte[]> afkodet =
        bygger.stream(args[1], Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())).peek(afkoder::tjek);
    for (String emne : args[2].split(",")) {
      afkodet.to(emne, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    }
    KafkaStreams streams = new KafkaStreams(bygger.build(), p);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(10))));
    streams.start();
  }

  /** Avro's reader and decoder, used again from message to message, as Avro's users do; one pair a thread. */
  private static final class Afkoder {
    private final ThreadLocal<GenericDatumReader<GenericRecord>> laesere;
    private final ThreadLocal<BinaryDecoder> afkodere = new ThreadLocal<>();

    Afkoder(Schema skema) {
      laesere = ThreadLocal.withInitial(() -> new GenericDatumReader<>(skema));
    }

    void tjek(byte[] noegle, byte[] vaerdi) {
      BinaryDecoder afkoder =
          DecoderFactory.get().binaryDecoder(vaerdi, 5, vaerdi.length - 5, afkodere.get());
      afkodere.set(afkoder);
      try {
        GenericRecord besked = laesere.get().read(null, afkoder);
        if (besked.get("beskedId") == null || besked.get("beskeddata") == null) {
          throw new IllegalStateException("not a Sag");
        }
      } catch (IOException fejl) {
        throw new UncheckedIOException(fejl);
      }
    }
  }
}
