<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\File\FileExists;
use Drupal\Core\File\FileSystemInterface;
use Drupal\Core\StreamWrapper\PrivateStream;
use Drupal\file\FileInterface;
use Drupal\file\FileUsage\FileUsageInterface;
use Drupal\nodejs\Core\Refusal;
use Symfony\Component\DependencyInjection\Attribute\Autowire;

/**
 * Files that people bring to rooms: kept as private files, whose way out is the room's access alone.
 */
final class Uploads {

  /**
   * What the content of a file may be, by its extension; anything else is brought in an archive.
   */
  private const TYPES = [
    'png' => ['image/png'],
    'jpg' => ['image/jpeg'],
    'jpeg' => ['image/jpeg'],
    'gif' => ['image/gif'],
    'webp' => ['image/webp'],
    'pdf' => ['application/pdf'],
    'txt' => ['text/plain'],
    'csv' => ['text/plain', 'text/csv'],
    'odt' => ['application/vnd.oasis.opendocument.text', 'application/zip'],
    'ods' => ['application/vnd.oasis.opendocument.spreadsheet', 'application/zip'],
    'odp' => ['application/vnd.oasis.opendocument.presentation', 'application/zip'],
    'docx' => ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/zip'],
    'xlsx' => ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/zip'],
    'pptx' => ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'application/zip'],
    'zip' => ['application/zip'],
    'mp3' => ['audio/mpeg'],
    'mp4' => ['video/mp4', 'audio/mp4'],
    'webm' => ['video/webm', 'audio/webm'],
  ];

  /**
   * Pixels of a picture: a small file may hold more than any reader's browser can show.
   */
  private const PIXELS = 50_000_000;

  /**
   * Files that an account may have brought and not sent yet.
   */
  private const UNSENT = 20;

  public function __construct(
    private readonly Connection $database,
    private readonly ConfigFactoryInterface $configFactory,
    private readonly FileSystemInterface $fileSystem,
    private readonly EntityTypeManagerInterface $entityTypes,
    #[Autowire(service: 'file.usage')]
    private readonly FileUsageInterface $fileUsage,
  ) {}

  /**
   * Whether the site has a place for private files.
   */
  public static function isPossible(): bool {
    return PrivateStream::basePath() !== NULL;
  }

  /**
   * Keeps a file that somebody brings.
   *
   * @param \Drupal\chatroom\Room $room
   *   Where to; that the account may write there was checked.
   * @param int $uid
   *   Who brings it.
   * @param string $path
   *   Where it is now.
   * @param string $name
   *   What it is called, as its owner says.
   *
   * @return array<string, mixed>
   *   What lines tell of a file: fid, name, type, size, and the pixels of a picture.
   *
   * @throws \Drupal\nodejs\Core\Refusal
   *   400 when it is none that may be brought; 413 when it is too big; 429 when there are too many.
   */
  public function keep(Room $room, int $uid, string $path, string $name): array {
    $config = $this->configFactory->get('chatroom.settings');
    $name = self::tidy($name);
    $extension = strtolower(pathinfo($name, PATHINFO_EXTENSION));
    $size = (int) filesize($path);
    if ($size === 0) {
      throw new Refusal(400, 'The file is empty.');
    }
    if ($size > $config->get('upload_size') * 1024 * 1024) {
      throw new Refusal(413, sprintf('The file is too big: at most %d MB are allowed.', $config->get('upload_size')));
    }
    if (!self::isPossible() || !isset(self::TYPES[$extension]) || !in_array($extension, explode(' ', (string) $config->get('upload_extensions')), TRUE)) {
      throw new Refusal(400, 'This kind of file isn’t taken here.');
    }
    $type = (string) (new \finfo(FILEINFO_MIME_TYPE))->file($path);
    if (!in_array($type, self::TYPES[$extension], TRUE)) {
      throw new Refusal(400, 'The file isn’t what its name says.');
    }
    // Files of lines that a moderator took away wait for cron, not for who brought them.
    $unsent = $this->database->select('chatroom_file', 'file')->condition('uid', $uid)->condition('mid', 0)->condition('created', 0, '>')->countQuery()->execute()?->fetchField();
    if ((int) $unsent >= self::UNSENT) {
      throw new Refusal(429, 'Send what you have brought before you bring more.');
    }
    [$width, $height] = str_starts_with($type, 'image/') ? (getimagesize($path) ?: [0, 0]) : [0, 0];
    if (str_starts_with($type, 'image/') && $width === 0) {
      throw new Refusal(400, 'The picture can’t be read.');
    }
    if ($width * $height > self::PIXELS) {
      throw new Refusal(400, sprintf('The picture is too large: at most %d megapixels are allowed.', self::PIXELS / 1_000_000));
    }
    $folder = 'private://chatroom/' . $room->rid;
    $this->fileSystem->prepareDirectory($folder, FileSystemInterface::CREATE_DIRECTORY | FileSystemInterface::MODIFY_PERMISSIONS);
    // Its name on the disk says nothing, and can't clash or lead anywhere.
    $uri = $this->fileSystem->copy($path, $folder . '/' . bin2hex(random_bytes(16)) . '.' . $extension, FileExists::Error);
    $type = self::TYPES[$extension][0];
    $file = $this->entityTypes->getStorage('file')->create(['uri' => $uri, 'uid' => $uid, 'filename' => $name, 'filemime' => $type, 'status' => FileInterface::STATUS_PERMANENT]);
    assert($file instanceof FileInterface);
    $file->save();
    $this->fileUsage->add($file, 'chatroom', 'chatroom_room', (string) $room->rid);
    $fid = (int) $file->id();
    $facts = ['fid' => $fid, 'name' => $name, 'type' => $type, 'size' => $size];
    $this->database->insert('chatroom_file')->fields($facts + [
      'rid' => $room->rid,
      'uid' => $uid,
      'width' => (int) $width,
      'height' => (int) $height,
      'created' => (int) (microtime(TRUE) * 1000),
    ])->execute();
    return $facts + ($width > 0 ? ['width' => (int) $width, 'height' => (int) $height] : []);
  }

  /**
   * The row of a file that is in a line, or that the account has brought itself.
   *
   * A line that is deleted has none any more; the file itself goes by cron.
   */
  public function find(int $fid, int $uid): ?\stdClass {
    $query = $this->database->select('chatroom_file', 'file')->fields('file')->condition('file.fid', $fid);
    $query->leftJoin('chatroom_message', 'message', '[message].[mid] = [file].[mid] AND [message].[deleted] = 0');
    $query->addField('message', 'mid', 'line');
    $row = $query->execute()?->fetchObject();
    if (!$row instanceof \stdClass) {
      return NULL;
    }
    $isOwn = (int) $row->mid === 0 && (int) $row->uid === $uid && (int) $row->created > 0;
    return $row->line !== NULL || $isOwn ? $row : NULL;
  }

  /**
   * The row of the file at an address, whoever asks.
   */
  public function ofUri(string $uri): ?\stdClass {
    $files = $this->entityTypes->getStorage('file')->loadByProperties(['uri' => $uri]);
    $file = reset($files);
    $row = $file === FALSE ? NULL : $this->database->select('chatroom_file', 'file')->fields('file')->condition('fid', $file->id())->execute()?->fetchObject();
    return $row instanceof \stdClass ? $row : NULL;
  }

  /**
   * Removes files that are in no line, and those of rooms that are gone.
   */
  public function clear(int $limit = 100): void {
    $dayAgo = (int) ((microtime(TRUE) - 86400) * 1000);
    $fids = $this->database->select('chatroom_file', 'file')->fields('file', ['fid'])->condition('mid', 0)->condition('created', $dayAgo, '<')->range(0, $limit)->execute()?->fetchCol() ?? [];
    $lost = $this->database->select('chatroom_file', 'file')->fields('file', ['fid']);
    $lost->leftJoin('chatroom_message', 'message', '[message].[mid] = [file].[mid] AND [message].[deleted] = 0');
    $lost->isNull('message.mid')->condition('file.mid', 0, '>')->range(0, $limit);
    $fids = array_merge($fids, $lost->execute()?->fetchCol() ?? []);
    if ($fids === []) {
      return;
    }
    $storage = $this->entityTypes->getStorage('file');
    $storage->delete($storage->loadMultiple($fids));
    $this->database->delete('chatroom_file')->condition('fid', $fids, 'IN')->execute();
  }

  /**
   * A file's name as it can be shown: no path, no control characters, no marks that turn the direction.
   */
  private static function tidy(string $name): string {
    $name = mb_scrub(basename(strtr($name, '\\', '/')));
    $name = (string) preg_replace('/[\p{Cc}\p{Cf}\p{Cs}]+/u', '', $name);
    $extension = pathinfo($name, PATHINFO_EXTENSION);
    $stem = trim(mb_substr(pathinfo($name, PATHINFO_FILENAME), 0, 200));
    return ($stem === '' ? 'file' : $stem) . '.' . mb_substr($extension, 0, 16);
  }

}
