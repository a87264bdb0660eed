<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

use Drupal\Component\Utility\Unicode;
use Drupal\Component\Utility\UrlHelper;
use Drupal\Core\Entity\EntityInterface;

/**
 * What somebody is to be told.
 */
final class Notice {

  /**
   * Characters of a subject, and bytes-that-matter of a body.
   */
  public const SUBJECT = 255;
  public const BODY = 10_000;

  /**
   * The heading: plain text in one line.
   */
  public readonly string $subject;

  /**
   * What follows: plain text, or text for the format.
   */
  public readonly string $body;

  /**
   * Describes the notice.
   *
   * @param string $subject
   *   The heading: plain text. It is shown as it is, markup included.
   * @param string $body
   *   Plain text; with a format, text that the format filters.
   * @param \Drupal\nodejs_notify\Severity $severity
   *   How much it matters.
   * @param string $category
   *   What kind it is, of hook_nodejs_notify_categories(): users may do without
   *   a kind.
   * @param string|null $link
   *   Where it leads: a path of this site that begins with "/", or an address
   *   that begins with https:// or http://.
   * @param string|null $format
   *   Id of a text format; NULL: the body is plain text.
   * @param array{string, string}|null $entity
   *   Type and id of the entity it speaks of. Whoever may not view that doesn't
   *   get, or keep, the notice.
   * @param string|null $source
   *   Names what is told, e.g. "comment:5": nobody is told twice.
   * @param bool $renews
   *   Whether it takes the place of an unread notice of the same source,
   *   instead of being left out.
   *
   * @throws \InvalidArgumentException
   *   Without a subject, or with a link that leads nowhere good.
   */
  public function __construct(
    string $subject,
    string $body = '',
    public readonly Severity $severity = Severity::Status,
    public readonly string $category = 'message',
    public readonly ?string $link = NULL,
    public readonly ?string $format = NULL,
    public readonly ?array $entity = NULL,
    public readonly ?string $source = NULL,
    public readonly bool $renews = FALSE,
  ) {
    $this->subject = mb_substr(trim((string) preg_replace('/\s+/u', ' ', mb_scrub($subject))), 0, self::SUBJECT);
    $this->body = mb_substr(trim(mb_scrub($body)), 0, self::BODY);
    if ($this->subject === '') {
      throw new \InvalidArgumentException('A notice needs a subject.');
    }
    if ($link !== NULL && !self::leadsSomewhere($link)) {
      throw new \InvalidArgumentException(sprintf('"%s" is no path of this site and no http address.', $link));
    }
  }

  /**
   * The same notice, about an entity.
   */
  public static function about(EntityInterface $entity, string $subject, string $body, string $category, ?string $link, string $source, bool $renews = FALSE): self {
    return new self($subject, $body, category: $category, link: $link, entity: [$entity->getEntityTypeId(), (string) $entity->id()], source: $source, renews: $renews);
  }

  /**
   * Subject and body of texts that were written for something else, such as a mail.
   *
   * A text that stands alone, or twice, is the subject; what is too long for that
   * stands whole in the body.
   *
   * @param string $subject
   *   Plain text.
   * @param string $body
   *   Plain text.
   *
   * @return array{string, string}
   *   Subject and body; both empty if there is nothing to say.
   */
  public static function texts(string $subject, string $body): array {
    [$subject, $body] = [trim(mb_scrub($subject)), trim(mb_scrub($body))];
    $heading = $subject === '' ? $body : $subject;
    $rest = $heading === $body ? '' : $body;
    return mb_strlen($heading) <= self::SUBJECT
      ? [$heading, $rest]
      : [Unicode::truncate($heading, self::SUBJECT, TRUE, TRUE), trim($heading . "\n\n" . $rest)];
  }

  /**
   * Whether a link may be followed: no other scheme, no other host in disguise.
   */
  public static function leadsSomewhere(string $link): bool {
    if (strlen($link) > 2048 || preg_match('/[\s\\\\[:cntrl:]]/', $link) === 1) {
      return FALSE;
    }
    return preg_match('#^/(?!/)#', $link) === 1 || (preg_match('#^https?://[^/@?\#]+([/?\#]|$)#i', $link) === 1 && UrlHelper::isValid($link, TRUE));
  }

}
