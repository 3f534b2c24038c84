package io.signalbox.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a mail server (RFC 5321) as it takes to receive a mail; one connection at a time. */
public final class SmtpServer implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private volatile String greeting = "220 hello";
    private volatile String answerToReceivers = "250 ok";

    private SmtpServer() throws IOException {}

    /** A server on a free port. */
    public static SmtpServer start() throws IOException {
        SmtpServer server = new SmtpServer();
        Thread thread = new Thread(server::serve, "smtp");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** What came, oldest first. */
    public List<Mail> mails() {
        return mails;
    }

    /** The first line that it says. */
    public void greetWith(String line) {
        greeting = line;
    }

    /** What it says to each receiver. */
    public void answerReceiversWith(String line) {
        answerToReceivers = line;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                converse(socket);
            } catch (IOException e) {
                // The client went, or the test is over.
            }
        }
    }

    private void converse(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream();
        say(out, greeting);
        String from = "";
        List<String> to = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String upper = line.toUpperCase(Locale.ROOT);
            if (upper.startsWith("MAIL FROM:")) {
                from = line.substring("MAIL FROM:".length());
                say(out, "250 ok");
            } else if (upper.startsWith("RCPT TO:")) {
                to.add(line.substring("RCPT TO:".length()));
                say(out, answerToReceivers);
            } else if (upper.equals("DATA")) {
                say(out, "354 go on");
                mails.add(new Mail(from, List.copyOf(to), text(in)));
                say(out, "250 taken");
            } else if (upper.equals("QUIT")) {
                say(out, "221 bye");
                return;
            } else {
                say(out, "250 ok");
            }
        }
    }

    private static String text(BufferedReader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            text.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        return text.toString();
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** A mail as it came: the envelope, and head and body with plain line ends. */
    public record Mail(String from, List<String> to, String text) {}
}
