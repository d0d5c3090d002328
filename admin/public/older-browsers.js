// htmx 4.0.1 calls Document.parseHTMLUnsafe with a second argument. Chromium has the function since 124, but throws at that
// argument ("Overload resolution failed"; seen with 143): nothing would be swapped there. The argument is empty anyway.

const parse = Document.parseHTMLUnsafe;

const takesOptions = () => {
  try {
    parse.call(Document, '', {});
    return true;
  } catch {
    return false;
  }
};

if (parse && !takesOptions()) Document.parseHTMLUnsafe = (html) => parse.call(Document, html);
