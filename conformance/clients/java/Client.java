// Connector/J against the server; prints ["check", value] lines.
import java.math.BigDecimal;
import java.sql.*;
import java.util.*;

public class Client {
    static final String HOST = System.getenv("NH_HOST") + ":" + System.getenv("NH_PORT");
    static final Map<String, String> SQL = new HashMap<>();

    static String quote(String s) {
        if (s == null) return "null";
        StringBuilder b = new StringBuilder("\"");
        for (char c : s.toCharArray()) {
            if (c == '"' || c == '\\') b.append('\\').append(c);
            else if (c < 32 || c > 126) b.append(String.format("\\u%04x", (int) c));
            else b.append(c);
        }
        return b.append('"').toString();
    }

    static void say(String check, String value) {
        System.out.println("[" + quote(check) + ", " + quote(value) + "]");
    }

    static void say(String check, List<List<String>> rows) {
        StringJoiner out = new StringJoiner(", ", "[", "]");
        for (List<String> r : rows) {
            StringJoiner j = new StringJoiner(", ", "[", "]");
            for (String v : r) j.add(quote(v));
            out.add(j.toString());
        }
        System.out.println("[" + quote(check) + ", " + out + "]");
    }

    static Connection connect(String user, String password, String options) throws SQLException {
        return DriverManager.getConnection("jdbc:mysql://" + HOST + "/?connectionTimeZone=UTC&" + options, user, password);
    }

    static final String TLS = "sslMode=REQUIRED";

    // read gives all rows, bytes as hex.
    static List<List<String>> read(ResultSet rs) throws SQLException {
        List<List<String>> out = new ArrayList<>();
        ResultSetMetaData md = rs.getMetaData();
        while (rs.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= md.getColumnCount(); i++) {
                int t = md.getColumnType(i);
                if (t == Types.LONGVARBINARY || t == Types.VARBINARY || t == Types.BINARY || t == Types.BLOB) {
                    byte[] b = rs.getBytes(i);
                    row.add(b == null ? null : HexFormat.of().withUpperCase().formatHex(b));
                } else if (t == Types.BIT || t == Types.BOOLEAN) {
                    boolean b = rs.getBoolean(i);
                    row.add(rs.wasNull() ? null : b ? "1" : "0");
                } else if (t == Types.REAL) {
                    // In the binary protocol getString widens a FLOAT, and shows digits that it does not have.
                    String f = Float.toString(rs.getFloat(i)).replace("E", "e");
                    row.add(rs.wasNull() ? null : f.endsWith(".0") ? f.substring(0, f.length() - 2) : f);
                } else {
                    row.add(rs.getString(i));
                }
            }
            out.add(row);
        }
        return out;
    }

    interface Action { void run() throws SQLException; }

    static void error(String check, Action a) {
        try {
            a.run();
            say(check, "no error");
        } catch (SQLException e) {
            say(check, e.getErrorCode() + " " + e.getSQLState());
        }
    }

    static void drain(Connection c, String sql) throws SQLException {
        // executeQuery would refuse by itself what does not begin like a query.
        try (Statement st = c.createStatement()) {
            if (!st.execute(sql)) return;
            try (ResultSet rs = st.getResultSet()) { while (rs.next()) { } }
        }
    }

    static List<List<String>> column(ResultSet rs, String... names) throws SQLException {
        List<List<String>> out = new ArrayList<>();
        while (rs.next()) {
            List<String> row = new ArrayList<>();
            for (String n : names) row.add(rs.getString(n));
            out.add(row);
        }
        return out;
    }

    static void metadata(Connection c) throws SQLException {
        DatabaseMetaData md = c.getMetaData();
        say("getCatalogs", column(md.getCatalogs(), "TABLE_CAT"));
        say("getTables", column(md.getTables("crm", null, "%", new String[] {"TABLE", "VIEW"}), "TABLE_CAT", "TABLE_NAME", "TABLE_TYPE"));
        say("getColumns", column(md.getColumns("crm", null, "customer", "%"), "COLUMN_NAME", "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS", "REMARKS"));
        md.getPrimaryKeys("crm", null, "customer").close();
        md.getIndexInfo("crm", null, "customer", false, false).close();
        md.getImportedKeys("crm", null, "customer").close();
        md.getExportedKeys("crm", null, "customer").close();
        md.getProcedures("crm", null, "%").close();
        md.getFunctions("crm", null, "%").close();
        md.getTypeInfo().close();
        md.getTableTypes().close();
        md.getColumnPrivileges("crm", null, "customer", "%").close();
        md.getTablePrivileges("crm", null, "%").close();
        say("metadata calls", "ok");
    }

    static void prepared() throws SQLException {
        try (Connection c = connect("admin", "admin", TLS + "&useServerPrepStmts=true")) {
            try (PreparedStatement p = c.prepareStatement(SQL.get("types")); ResultSet rs = p.executeQuery()) {
                say("types prepared", read(rs));
            }
            String where = "SELECT id FROM lab.types WHERE `at` = ? AND clock = ? AND day = ? AND price = ? AND bin = ?";
            try (PreparedStatement p = c.prepareStatement(where)) {
                p.setObject(1, java.time.LocalDateTime.of(2024, 2, 29, 13, 14, 15, 16000));
                p.setObject(2, java.time.LocalTime.of(1, 2, 3, 4000));
                p.setObject(3, java.time.LocalDate.of(2024, 2, 29));
                p.setBigDecimal(4, new BigDecimal("12.34"));
                p.setBytes(5, new byte[] {0, 1, (byte) 255});
                say("parameters", read(p.executeQuery()));
                // Once more: the server keeps the statement, and types need not come again.
                say("parameters again", read(p.executeQuery()));
            }
            byte[] all = new byte[256000];
            for (int i = 0; i < all.length; i++) all[i] = (byte) i;
            try (PreparedStatement p = c.prepareStatement("SELECT LENGTH(?), MD5(?), ?")) {
                // Streams go as COM_STMT_SEND_LONG_DATA, in pieces.
                p.setBinaryStream(1, new java.io.ByteArrayInputStream(all));
                p.setBinaryStream(2, new java.io.ByteArrayInputStream(all));
                p.setInt(3, 7);
                say("long data", read(p.executeQuery()));
            }
            try (PreparedStatement p = c.prepareStatement("SELECT COUNT(*) FROM lab.people WHERE dept <=> ?")) {
                p.setNull(1, Types.VARCHAR);
                say("null parameter", read(p.executeQuery()));
            }
        }
    }

    static void limits() throws SQLException {
        try (Connection c = connect("admin", "admin", TLS)) {
            try (Statement st = c.createStatement()) { st.execute("SET SESSION max_execution_time = 300"); }
            error("time limit", () -> drain(c, SQL.get("endless")));
            try (Statement st = c.createStatement()) { st.execute("SET SESSION max_execution_time = 0"); }
            try (Statement st = c.createStatement()) {
                Thread killer = new Thread(() -> {
                    try { Thread.sleep(500); st.cancel(); } catch (Exception e) { say("cancel", e.toString()); }
                });
                killer.start();
                try {
                    st.executeQuery(SQL.get("endless"));
                    say("kill query", "no error");
                } catch (SQLException e) {
                    say("kill query", e.getErrorCode() == 1317 || e instanceof SQLTimeoutException || e.getClass().getSimpleName().contains("Cancel") ? "cancelled" : e.toString());
                }
                try { killer.join(); } catch (InterruptedException e) { throw new RuntimeException(e); }
            }
            say("alive after kill", c.isValid(5) ? "yes" : "no");
            try (Statement st = c.createStatement()) {
                st.setQueryTimeout(1);
                try { st.executeQuery(SQL.get("endless")); say("query timeout", "no error"); }
                catch (SQLException e) { say("query timeout", e instanceof SQLTimeoutException ? "timeout" : e.toString()); }
            }
        }
    }

    static void streams() throws SQLException {
        try (Connection c = connect("admin", "admin", TLS + "&useCursorFetch=true&defaultFetchSize=1000")) {
            long n = 0, total = 0;
            try (Statement st = c.createStatement(); ResultSet rs = st.executeQuery("SELECT l_orderkey, l_comment FROM sales.lineitem")) {
                while (rs.next()) { n++; total += rs.getLong(1); }
            }
            say("cursor", List.of(List.of("" + n, "" + total)));
            // Two cursors at once on one connection.
            try (Statement a = c.createStatement(); Statement b = c.createStatement();
                 ResultSet x = a.executeQuery("SELECT n_nationkey FROM geo.nation ORDER BY 1"); ResultSet y = b.executeQuery("SELECT r_regionkey FROM geo.region ORDER BY 1")) {
                x.next();
                y.next();
                x.next();
                say("two cursors", x.getString(1) + y.getString(1));
            }
        }
        try (Connection c = connect("admin", "admin", TLS); Statement st = c.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            st.setFetchSize(Integer.MIN_VALUE);
            long n = 0, total = 0;
            try (ResultSet rs = st.executeQuery(SQL.get("million"))) {
                while (rs.next()) { n++; total += rs.getLong(1); }
            }
            say("million", List.of(List.of("" + n, "" + total)));
        }
    }

    public static void main(String[] args) throws Exception {
        for (String pair : System.getenv("NH_PAIRS").split("\u001e")) {
            String[] kv = pair.split("\u001f", 2);
            SQL.put(kv[0], kv[1]);
        }
        try (Connection c = connect("admin", "admin", TLS)) {
            try (Statement st = c.createStatement(); ResultSet rs = st.executeQuery("SHOW STATUS LIKE 'Ssl_cipher'")) {
                say("tls", rs.next() && !rs.getString(2).isEmpty() ? "yes" : "no");
            }
            for (String name : new String[] {"types", "databases", "tables", "columns"}) {
                try (Statement st = c.createStatement(); ResultSet rs = st.executeQuery(SQL.get(name))) { say(name, read(rs)); }
            }
            metadata(c);
            for (String k : SQL.keySet()) {
                if (k.startsWith("error ")) error(k, () -> drain(c, SQL.get(k)));
            }
            c.setAutoCommit(false);
            Savepoint sp = c.setSavepoint("a");
            c.rollback(sp);
            c.releaseSavepoint(sp);
            c.commit();
            c.setAutoCommit(true);
            c.setReadOnly(true);
            c.setCatalog("crm");
            say("catalog", c.getCatalog());
            c.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).resetServerState();
            c.unwrap(com.mysql.cj.jdbc.JdbcConnection.class).changeUser("analyst", "analyst");
            try (Statement st = c.createStatement(); ResultSet rs = st.executeQuery("SELECT CURRENT_USER(), (SELECT MAX(c_address) FROM crm.customer)")) {
                say("change user", read(rs));
            }
        }
        prepared();
        try (Connection c = connect("admin", "admin", TLS + "&allowMultiQueries=true"); Statement st = c.createStatement()) {
            List<List<String>> all = new ArrayList<>();
            boolean more = st.execute("SELECT 1; SELECT 2, 3; SELECT 4");
            while (more) {
                all.addAll(read(st.getResultSet()));
                more = st.getMoreResults();
            }
            say("multi", all);
        }
        error("wrong password", () -> connect("admin", "wrong", TLS).close());
        error("unknown user", () -> connect("nobody", "wrong", TLS).close());
        error("no tls", () -> connect("admin", "admin", "sslMode=DISABLED&allowPublicKeyRetrieval=true").close());
        limits();
        streams();
    }
}
