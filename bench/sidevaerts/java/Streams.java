import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/** Peer (e): Kafka Streams with exactly_once_v2; each message decoded with Avro's own reader. */
public final class Streams {
  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    String ind = args[1];
    String[] ud = args[2].split(",");
    long antal = Long.parseLong(args[3]);
    String runde = args[4];
    Schema skema = new Schema.Parser().parse(java.nio.file.Path.of(args[5]).toFile());
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, runde);
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.parseInt(args[6]));
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    p.put(StreamsConfig.STATE_DIR_CONFIG, args[7]);
    p.put("auto.offset.reset", "earliest");
    AtomicLong fra = new AtomicLong();
    ThreadLocal<GenericDatumReader<GenericRecord>> laesere =
        ThreadLocal.withInitial(() -> new GenericDatumReader<>(skema));
    ThreadLocal<BinaryDecoder> afkodere = new ThreadLocal<>();
    StreamsBuilder bygger = new StreamsBuilder();
    KStream<byte[], byte[]> stroem =
        bygger.stream(ind, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()));
    KStream<byte[], byte[]> afkodet =
        stroem.peek(
            (noegle, vaerdi) -> {
              fra.compareAndSet(0, System.nanoTime());
              try {
                BinaryDecoder afkoder =
                    DecoderFactory.get().binaryDecoder(vaerdi, 5, vaerdi.length - 5, afkodere.get());
                afkodere.set(afkoder);
                GenericRecord besked = laesere.get().read(null, afkoder);
                if (besked.get("beskedId") == null) {
                  throw new IllegalStateException("not a Sag");
                }
              } catch (java.io.IOException fejl) {
                throw new IllegalStateException(fejl);
              }
            });
    for (String emne : ud) {
      afkodet.to(emne, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    }
    KafkaStreams streams = new KafkaStreams(bygger.build(), p);
    streams.start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      long naaet = 0;
      while (naaet < antal) {
        Thread.sleep(5);
        Map<TopicPartition, OffsetAndMetadata> fremdrift;
        try {
          fremdrift = admin.listConsumerGroupOffsets(runde).partitionsToOffsetAndMetadata().get();
        } catch (java.util.concurrent.ExecutionException endnuIngen) {
          continue;
        }
        naaet = fremdrift.values().stream().filter(f -> f != null).mapToLong(OffsetAndMetadata::offset).sum();
      }
      double sekunder = (System.nanoTime() - fra.get()) / 1e9;
      System.out.println("{\"beskeder\": " + antal + ", \"sekunder\": " + sekunder + "}");
    }
    streams.close(Duration.ofSeconds(10));
  }
}
